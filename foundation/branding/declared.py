"""The settings of the site as a whole. Each app declares its own in its settings.py."""

from django.utils.translation import gettext_lazy as _

from foundation.branding import robots, settings

SITE = _("The site")
TEXTS = _("Medical disclaimer")
MACHINES = _("Search engines and other machines")

settings.declare(
    "site_name", "Threadwell", label=_("Name of the site"), group=SITE, required=True, longest=60
)
settings.declare(
    "tagline",
    _("Read, ask and answer among people who know"),
    label=_("Line under the name"),
    group=SITE,
    longest=120,
)
settings.declare(
    "intro",
    "",
    label=_("Welcome on the front page"),
    help=_("A few sentences for people who come for the first time. Empty for none."),
    group=SITE,
    multiline=True,
    longest=1000,
)
settings.declare(
    "contact",
    "",
    label=_("How to reach you"),
    help=_("An e-mail or postal address. Everybody can read it on the contact and privacy pages."),
    group=SITE,
    multiline=True,
    longest=500,
)
settings.declare(
    "disclaimer",
    _(
        "What you read here is general information and the experience of other people. It does "
        "not replace the advice of a doctor, nurse or pharmacist who knows you. Please do not "
        "start, change or stop a treatment because of something you read here. In an emergency, "
        "call your local emergency number."
    ),
    label=_("Disclaimer under articles"),
    group=TEXTS,
    multiline=True,
    longest=2000,
)
settings.declare(
    "disclaimer_short",
    _("Share your own experience, not medical advice."),
    label=_("One line above the comment box"),
    group=TEXTS,
    longest=200,
)
settings.declare(
    "pages_a_minute",
    600,
    label=_("Pages a minute for one network of people who are not signed in"),
    help=_(
        "Only pages that have to be made count; most are kept and cost nothing. Whoever asks for "
        "more is told to wait. Members are never counted. 0 for no limit."
    ),
    group=MACHINES,
    minimum=0,
    maximum=100_000,
)
settings.declare(
    "robots_search",
    True,
    label=_("Search engines may read and list this site"),
    group=MACHINES,
)
settings.declare(
    "robots_training",
    False,
    label=_("Machines may collect what people write here to train language models"),
    help=_("This is a request in robots.txt. Honest machines follow it."),
    group=MACHINES,
)
settings.declare(
    "robots_training_names",
    "\n".join(robots.TRAINING),
    label=_("Names of machines that collect texts, one in each line"),
    group=MACHINES,
    multiline=True,
    test=robots.names_fault,
)
settings.declare(
    "robots_groups",
    "",
    label=_("Further rules for machines"),
    help=_("As in robots.txt: User-agent lines, then Allow, Disallow or Crawl-delay lines."),
    group=MACHINES,
    multiline=True,
    test=robots.rules_fault,
)
