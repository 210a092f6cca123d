"""Whose e-mail address it is: the one who can read its mail."""

from allauth.account.models import EmailAddress

from accounts.models import User


def make_free(email: str, *, winner: User) -> bool:
    """
    Take the address from accounts that only claimed it, now that `winner` has proved it.

    An account that never confirmed its address cannot sign in, so nobody loses anything of
    theirs. Returns whether there was such an account. Call it in a transaction.
    """
    claimed = User.objects.filter(email__iexact=email).exclude(pk=winner.pk)
    proved = EmailAddress.objects.filter(user__in=claimed, email__iexact=email, verified=True)
    if proved.exists() or not claimed.exists():
        return False
    EmailAddress.objects.filter(user__in=claimed, email__iexact=email).delete()
    claimed.update(email="")
    return True
