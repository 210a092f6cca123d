from forum.comments.models.comment import (
    BodyFormat,
    Comment,
    CommentKind,
    Hat,
    Origin,
    Revision,
    Status,
    StatusChange,
    Ticket,
)
from forum.comments.models.discussion import Audience, AudienceKind, Discussion, DiscussionStatus
from forum.comments.models.mark import Mark, MarkKind

__all__ = [
    "Audience",
    "AudienceKind",
    "BodyFormat",
    "Comment",
    "CommentKind",
    "Discussion",
    "DiscussionStatus",
    "Hat",
    "Mark",
    "MarkKind",
    "Origin",
    "Revision",
    "Status",
    "StatusChange",
    "Ticket",
]
