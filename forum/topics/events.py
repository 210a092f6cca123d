"""What happens to topics."""

from django.utils.translation import gettext_lazy as _

from foundation.activity.events import declare

declare("topics.topic.asked", _("A topic was started"))
declare("topics.topic.moved", _("A topic was moved to another board"))
declare("topics.topic.renamed", _("A topic got another title"))
declare("topics.topic.pinned", _("A topic was pinned"))
declare("topics.topic.unpinned", _("A topic was unpinned"))
