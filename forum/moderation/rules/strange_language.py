from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.comments.gate import Draft, Hold
from forum.moderation.languages import WORDS, strange_language
from forum.moderation.pipeline import Mode, rule
from forum.moderation.rules.strange_script import SCRIPTS
from foundation.branding import settings


@rule("strange_language", label=gettext_lazy("Another language"), mode=Mode.OBSERVE)
def another_language(draft: Draft) -> Hold | None:
    """
    A longer text in a language that neither the site nor the discussion is written in. What is
    quoted does not count; of languages it cannot tell it says nothing.
    """
    welcome = used_here()
    if any(code not in WORDS and code not in SCRIPTS for code in welcome):
        return None  # in Latin letters, and perhaps a neighbour of one that it knows
    own = "\n".join(line for line in draft.body.splitlines() if not line.lstrip().startswith(">"))
    found = strange_language(own, welcome=welcome)
    if not found:
        return None
    if draft.parent is not None and found == strange_language(
        draft.parent.body_source, welcome=welcome
    ):
        return None
    return Hold("strange_language", _("It is in a language that is seldom read here."))


def used_here() -> set[str]:
    codes = [code for code, _name in django_settings.LANGUAGES]
    codes += str(settings.get("languages_welcome")).lower().split()
    return {code.partition("-")[0] for code in codes}
