"""What the person concerned reads of a decision: the text of its reason, filled, and own words."""

from typing import Final

from django.conf import settings as django_settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from forum.comments.models import Comment
from forum.comments.render import name_of
from forum.moderation.texts import reason_choices
from foundation.branding import settings, texts

LONGEST: Final = 99  # rules


def told(comment: Comment, code: str, words: str) -> str:
    """The words that go with this reason, as they are filled now, and the moderator's own."""
    return f"{letter(comment, code)}\n\n{words}".strip() if code else words


def letter(comment: Comment, code: str) -> str:
    return texts.get(
        f"letter.{code}",
        name=name_of(comment),
        site=settings.get("site_name"),
        guideline=_guideline(code),
        discussion=comment.discussion.title,
    )


def all_for(comment: Comment) -> list[tuple[str, str]]:
    """Each reason with what its author would read, for the moderator who chooses."""
    return [(label, letter(comment, code)) for code, label in reason_choices()]


def note_of(code: str) -> str:
    """What stands in the text where something was taken out, for everybody to read."""
    language = django_settings.LANGUAGE_CODE
    with override(language):
        what = texts.text(f"short.{code}", language).body.strip(" -")
        if not what:
            return _("removed by a moderator")
        return _("removed by a moderator: %(what)s") % {"what": what}


def rule_of(code: str) -> str:
    """The number of the guideline this reason rests on, as digits, or nothing."""
    if not code or f"rule.{code}" not in texts.declared():
        return ""
    number = texts.get(f"rule.{code}").strip()
    return number if number.isascii() and number.isdigit() and 0 < int(number) <= LONGEST else ""


def _guideline(code: str) -> str:
    number = rule_of(code)
    page = django_settings.SITE_URL + reverse("site-page", args=["guidelines"])
    if not number:
        return _("our guidelines (%(url)s)") % {"url": page}
    url = f"{page}#rule-{number}"
    return _("rule %(number)s of our guidelines (%(url)s)") % {"number": number, "url": url}
