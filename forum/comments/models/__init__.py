from forum.comments.models.comment import (
    AuthorCause,
    AuthorChange,
    BodyFormat,
    Comment,
    CommentKind,
    Hat,
    Origin,
    Status,
    StatusChange,
    TeamChange,
    Ticket,
)
from forum.comments.models.context_note import ContextNote, NoteStatus
from forum.comments.models.discussion import (
    Audience,
    AudienceKind,
    Discussion,
    DiscussionStatus,
    Slowdown,
)
from forum.comments.models.mark import VOTES, Mark, MarkKind
from forum.comments.models.reading import Reading
from forum.comments.models.revision import Purge, Revision, RevisionStatus
from forum.comments.models.transfer import Moved, Transfer

__all__ = [
    "VOTES",
    "Audience",
    "AudienceKind",
    "AuthorCause",
    "AuthorChange",
    "BodyFormat",
    "Comment",
    "CommentKind",
    "ContextNote",
    "Discussion",
    "DiscussionStatus",
    "Hat",
    "Mark",
    "MarkKind",
    "Moved",
    "NoteStatus",
    "Origin",
    "Purge",
    "Reading",
    "Revision",
    "RevisionStatus",
    "Slowdown",
    "Status",
    "StatusChange",
    "TeamChange",
    "Ticket",
    "Transfer",
]
