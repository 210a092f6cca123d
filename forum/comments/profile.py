"""What a person's page shows of their comments."""

from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.profile import Entry, Section
from accounts.viewer import Viewer
from forum.comments import queries
from forum.comments.models import CommentKind
from foundation.text import excerpt

SHOWN: Final = 10


def section(person: User, viewer: Viewer) -> Section:
    # The opening of a topic is the topic itself, which has a list of its own.
    found = queries.published_by(person, viewer).exclude(kind=CommentKind.OPENING)[:SHOWN]
    return Section(
        title=_("Comments"),
        entries=[
            Entry(
                title=comment.discussion.title,
                url=comment.get_absolute_url(),
                excerpt=excerpt(comment.plain),
                at=comment.created_at,
            )
            for comment in found
        ],
        empty=_("No comments yet."),
    )
