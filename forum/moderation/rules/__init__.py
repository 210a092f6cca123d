"""
The rules; `pipeline.Stage` is the order they are asked in.

Nothing here may hold a word of the body, of an illness or of a medicine: people come to this
site to write them.
"""

from forum.moderation.rules import (
    addresses,
    adverts,
    amended,
    copies,
    daily_limits,
    directive_advice,
    duplicates,
    everybody,
    first_comments,
    flood,
    generic_praise,
    guest_address,
    guest_always,
    learned,
    links,
    personal_data,
    profile_links,
    reported_often,
    review,
    shouting,
    strange_language,
    strange_script,
    traps,
    watched_words,
)  # fmt: skip  # isort: skip

__all__ = [
    "addresses",
    "adverts",
    "amended",
    "copies",
    "daily_limits",
    "directive_advice",
    "duplicates",
    "everybody",
    "first_comments",
    "flood",
    "generic_praise",
    "guest_address",
    "guest_always",
    "learned",
    "links",
    "personal_data",
    "profile_links",
    "reported_often",
    "review",
    "shouting",
    "strange_language",
    "strange_script",
    "traps",
    "watched_words",
]
