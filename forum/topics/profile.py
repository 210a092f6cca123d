"""What a person's page shows of the forum."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.profile import Entry, Section
from accounts.viewer import Viewer
from forum.topics import queries


def section(person: User, viewer: Viewer) -> Section:
    topics = queries.started_by(person, viewer)
    return Section(
        title=_("Topics"),
        entries=[
            Entry(
                title=topic.discussion.title,
                url=topic.get_absolute_url(),
                meta=topic.board.name,
                at=topic.discussion.created_at,
            )
            for topic in topics
        ],
        empty=_("No topics yet."),
    )
