"""Which shown names are allowed: long enough, honest, and nobody else's."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.models.user import NAME_LENGTH, Kind, Role
from foundation.branding import settings
from foundation.text.names import clean_name, is_reserved_name, skeleton

SHORTEST = 2
ADDRESS = re.compile(r"\S@\S+\.\S|://|\bwww\.", re.IGNORECASE)

WORD = re.compile(r"[^\W_]+")
# These are written side by side, and beside Latin letters, without a space.
EAST_ASIAN = frozenset({"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})
OF_NO_SCRIPT = frozenset({"MODIFIER", "?"})


def check(name: str, *, person: User | None = None) -> str:
    """
    The name as it will be stored, or ValidationError with a sentence.

    Guests pass the same check: nobody without an account may look like somebody with one.
    `person` is the one who keeps or changes their own name.
    """
    name = clean_name(name)
    if len(name) < SHORTEST:
        raise ValidationError(_("Please give a name of at least two characters."), code="short")
    if len(name) > NAME_LENGTH:
        raise ValidationError(
            ngettext(
                "Please use a name of at most %(limit)d characters. This one has %(count)d.",
                "Please use a name of at most %(limit)d characters. This one has %(count)d.",
                len(name),
            )
            % {"limit": NAME_LENGTH, "count": len(name)},
            code="long",
        )
    if ADDRESS.search(name):
        raise ValidationError(
            _("Everybody sees the name, so please leave addresses out of it."), code="address"
        )
    if not any(char.isalpha() for char in name):
        raise ValidationError(_("Please use at least one letter."), code="signs")
    if is_reserved_name(name) or skeleton(name) == skeleton(str(settings.get("site_name"))):
        raise ValidationError(
            _("This name could be taken for the team of this site. Please choose another."),
            code="reserved",
        )
    found = User.objects.filter(kind=Kind.PERSON, name_skeleton=skeleton(name))
    if person is not None:
        found = found.exclude(pk=person.pk)
    if found.exists() or _holds_a_name_of_the_team(name, person):
        raise taken()
    if any(_mixes_scripts(word) for word in WORD.findall(name)):
        raise ValidationError(
            _("Please write each word of the name with the letters of one alphabet."), code="mixed"
        )
    return name


def _holds_a_name_of_the_team(name: str, person: User | None) -> bool:
    """
    Whether a moderator's or editor's whole name stands in this one: Dr. Bob Ferris, Bob Ferris x.

    First names alone do not count: many people are called Bob.
    """
    words = WORD.findall(name)
    runs = {
        skeleton(" ".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }
    team = User.objects.filter(kind=Kind.PERSON, name_skeleton__in=runs).exclude(role=Role.MEMBER)
    if person is not None:
        team = team.exclude(pk=person.pk)
    return any(len(WORD.findall(held)) > 1 for held in team.values_list("name", flat=True))


def _mixes_scripts(word: str) -> bool:
    """Letters of two alphabets in one word are there to look like others, as a rule."""
    scripts = {
        unicodedata.name(char, "?").split()[0].split("-")[0] for char in word if char.isalpha()
    }
    return len(scripts - EAST_ASIAN - OF_NO_SCRIPT) > 1


def taken() -> ValidationError:
    return ValidationError(
        _("Somebody here already has this name, or one that looks like it. Please choose another."),
        code="taken",
    )
