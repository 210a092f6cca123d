"""How well the site knows a member."""

from accounts.models import User
from forum.comments.models import Comment, Status
from foundation.branding import settings


def is_known(user: User) -> bool:
    """
    Whether a moderator has let through as many of this member's comments as the site asks for.

    The first ones are all held, so each published comment is an approved one.
    """
    needed = int(settings.get("first_comments_held"))
    published = Comment.objects.filter(author=user, status=Status.PUBLISHED)
    return len(published.values_list("pk")[:needed]) >= needed
