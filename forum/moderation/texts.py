"""What moderation says to people, word for word: declared here, changed at /desk/texts/."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.moderation.models import DecisionReason, ReportReason
from foundation.branding import policies, settings, texts

AREA = "moderation"


def may_write(user: User) -> bool:
    """Moderators, where the owner has said so."""
    return bool(getattr(user, "is_moderator", False)) and bool(
        settings.get("moderators_write_texts")
    )


policies.lend_texts(AREA, may_write)

texts.shelf(
    "reasons",
    label=_("Reasons a moderator gives"),
    help=_("The author reads the sentence where the comment stood, and in the notice."),
    area=AREA,
    longest=300,
    order=10,
)
for _reason in DecisionReason:
    texts.declare(
        f"reason.{_reason.value}",
        _reason.label,
        label=_reason.label,
        shelf="reasons",
        longest=300,
        multiline=False,
    )

texts.shelf(
    "letters",
    label=_("What the author reads with a reason"),
    help=_(
        "In the notice, by mail and where they can object. The moderator's own words follow. What "
        "stands in braces is filled in."
    ),
    area=AREA,
    longest=500,
    order=11,
)
LETTER_VARIABLES: Final = ("name", "site", "guideline", "discussion")
for _code, _letter in (
    (
        "advice",
        _(
            "It reads as medical advice to one person. What helped you is welcome; what is right "
            "for others, they decide with their doctor. See {guideline}."
        ),
    ),
    (
        "claim",
        _("It makes a health claim that could harm somebody who believes it. See {guideline}."),
    ),
    (
        "personal",
        _(
            "It holds somebody's personal data. Everybody can read {site}, so such things are "
            "better left out. See {guideline}."
        ),
    ),
    ("selling", _("It advertises, sells or recruits. See {guideline}.")),
    (
        "harassment",
        _(
            "It attacks a person. Disagreeing with what somebody says is welcome; with who they "
            "are, it hurts. See {guideline}."
        ),
    ),
    (
        "off_topic",
        _("It does not belong to “{discussion}”. You are welcome to write it where it fits."),
    ),
    ("duplicate", _("It is here already, so one of them is enough.")),
    ("other", _("Please see {guideline}.")),
):
    texts.declare(
        f"letter.{_code}",
        _letter,
        label=DecisionReason(_code).label,
        shelf="letters",
        variables=LETTER_VARIABLES,
        longest=500,
    )

texts.shelf(
    "rules",
    label=_("Which guideline a reason rests on"),
    help=_(
        "Its number, as the headings of your guidelines are numbered: a heading such as “3. Be "
        "kind” can be linked to. A hyphen where a reason rests on none."
    ),
    area=AREA,
    longest=3,
    order=12,
)
for _code, _number in (
    ("advice", "2"),
    ("claim", "4"),
    ("personal", "3"),
    ("selling", "4"),
    ("harassment", "1"),
    ("off_topic", "-"),
    ("duplicate", "4"),
    ("other", "-"),
):
    texts.declare(
        f"rule.{_code}",
        _number,
        label=DecisionReason(_code).label,
        shelf="rules",
        longest=3,
        multiline=False,
    )

texts.shelf(
    "short",
    label=_("What stands where something was taken out"),
    help=_(
        "After “removed by a moderator:”, in the text, for everybody to read. A hyphen for nothing."
    ),
    area=AREA,
    longest=40,
    order=13,
)
for _code, _short in (
    ("advice", _("medical advice")),
    ("claim", _("a health claim")),
    ("personal", _("personal data")),
    ("selling", _("advertising")),
    ("harassment", _("an attack on a person")),
    ("off_topic", _("off topic")),
    ("duplicate", _("written twice")),
    ("other", "-"),
):
    texts.declare(
        f"short.{_code}",
        _short,
        label=DecisionReason(_code).label,
        shelf="short",
        longest=40,
        multiline=False,
    )

texts.shelf(
    "reports",
    label=_("What can be reported"),
    help=_("The choices on the page that reports a comment."),
    area=AREA,
    order=20,
)
for _report in ReportReason:
    texts.declare(
        f"report.{_report.value}",
        _report.label,
        label=_report.label,
        shelf="reports",
        longest=120,
        multiline=False,
    )

texts.shelf(
    "nudges",
    label=_("What authors are asked before publishing"),
    help=_("Shown once, above the form. Their text is sent with the next press all the same."),
    area=AREA,
    longest=400,
    order=30,
)
for _rule, _label, _sentence in (
    ("warned_words", _("A word you watch that way"), _("Did you mean to write this?")),
    (
        "personal_data",
        _("A telephone number or an address"),
        _(
            "Everybody can read this page, and search engines too. This looks like somebody's "
            "telephone number or address. Please leave it out unless it is meant for everybody."
        ),
    ),
    (
        "directive_advice",
        _("An order about a treatment"),
        _(
            "This reads as if you tell somebody what to do with their treatment. What helped you "
            "is welcome; what is right for others, they decide with their doctor."
        ),
    ),
    (
        "shouting",
        _("A text in capital letters"),
        _("Most of it is in capital letters, which many readers find hard to read."),
    ),
):
    texts.declare(
        f"nudge.{_rule}", _sentence, label=_label, shelf="nudges", longest=300, multiline=False
    )

texts.shelf(
    "replies",
    label=_("Replies to begin with"),
    help=_("Offered at the reply desk. A moderator reads and changes them before sending."),
    area=AREA,
    open=True,
    variables=("name", "title", "me", "site"),
    order=30,
)
texts.declare(
    "reply.dose",
    _(
        "Hello {name},\n\nthank you for asking. We cannot say which dose or which treatment is "
        "right for you: only somebody who knows you and your history can. Please ask your doctor, "
        "nurse or pharmacist. Other members may tell you how it went for them."
    ),
    label=_("We cannot advise on doses or treatments"),
    shelf="replies",
    variables=("name", "title", "me", "site"),
)
texts.declare(
    "reply.welcome",
    _(
        "Hello {name}, and welcome to {site}.\n\nIt is good that you wrote. People here know this "
        "from their own lives; give them a little time to answer."
    ),
    label=_("A welcome to somebody new"),
    shelf="replies",
    variables=("name", "title", "me", "site"),
)
texts.declare(
    "reply.more",
    _(
        "Hello {name},\n\nto answer you well, it would help to know a little more. Tell only what "
        "you like to see in public, and leave out names, addresses and numbers."
    ),
    label=_("Asking for more, without personal data"),
    shelf="replies",
    variables=("name", "title", "me", "site"),
)

texts.shelf(
    "lists",
    label=_("Lists of phrases"),
    help=_("One phrase on each line, found as whole words. A star stands for any letters."),
    area=AREA,
    order=60,
)
texts.declare(
    "desk.thanks",
    _(
        "thank you\nthanks\nmany thanks\nthank u\nthx\nsame here\nme too\nfollowing\n"
        "good question\ni would like to know too\nlike to know this too"
    ),
    label=_("Words that thank or agree, and answer nothing"),
    help=_(
        "A few words with one of these do not take a question off the reply desk. One phrase on "
        "each line."
    ),
    shelf="lists",
    longest=5000,
)

texts.shelf(
    "risk",
    label=_("Someone may be at risk"),
    help=_("What a person reads at once and privately, and what moderators go through."),
    area=AREA,
    order=5,
)
texts.declare(
    "risk.phrases",
    _(
        "kill myself\nend my life\nwant to die\nwant to be dead\n"
        "wish i were dead\nwish i was dead\nno reason to live\n"
        "better off without me\ncannot go on living\ncan't go on living\n"
        "hurt myself\nharm myself\nsuicide\nsuicidal\nnot wake up again"
    ),
    label=_("Phrases that make a moderator look first"),
    help=_(
        "One on each line, found as whole words. They raise priority and nothing else: no text is "
        "held, removed or answered because of them. Figures of speech are the rule, not the "
        "exception."
    ),
    shelf="risk",
    longest=10_000,
)
texts.declare(
    "risk.card",
    _(
        "It sounds as if you are going through a lot. You are not alone with it, and it is good "
        "that you wrote.\n\nIf you are in danger now, or think you may hurt yourself, please call "
        "the emergency number of your country, or tell somebody near you.\n\nA moderator of "
        "this site reads what you wrote, too. You need not explain yourself."
    ),
    label=_("The card a person sees at once, privately"),
    shelf="risk",
)
texts.declare(
    "risk.checklist",
    _(
        "Read the whole discussion, not the sentence alone\n"
        "Decide whether somebody is in danger now. In doubt, choose the higher level\n"
        "Do not ask who or where the person is\n"
        "Answer warmly and without haste, or write to them privately\n"
        "Point to the help lines\n"
        "See that others who read it are well\n"
        "Call an authority only by the way the owner of the site has set down\n"
        "Look after yourself; hand it on if it is too much"
    ),
    label=_("The steps a moderator goes through"),
    help=_("One on each line."),
    shelf="risk",
)
texts.shelf(
    "risk-messages",
    label=_("Private words to somebody at risk"),
    help=_("A moderator reads and changes them before sending. Nothing is sent by itself."),
    area=AREA,
    open=True,
    variables=("name", "me", "site"),
    order=6,
)
texts.declare(
    "risk-message.gentle",
    _(
        "Hello {name},\n\nI read what you wrote, and it stays with me. Thank you for saying it "
        "here. We are people like you, no doctors, and not here at every hour. At the link below "
        "you find people who listen day and night.\n\nYou need not answer. If you like to, we are "
        "glad to read from you.\n\n{me}, {site}"
    ),
    label=_("A first gentle word"),
    shelf="risk-messages",
    variables=("name", "me", "site"),
)


def reason_choices() -> list[tuple[str, str]]:
    """The reasons of a decision as the site words them."""
    return [(code, texts.get(f"reason.{code}")) for code in DecisionReason.values]


def report_choices() -> list[tuple[str, str]]:
    return [(code, texts.get(f"report.{code}")) for code in ReportReason.values]
