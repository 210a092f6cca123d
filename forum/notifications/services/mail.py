"""Mail about a notice: plain, discreet, to a confirmed address, and only what may be read now."""

from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from accounts.viewer import Viewer
from forum.notifications import kinds, queries
from forum.notifications.models import Notice
from foundation.branding import settings


def send(notice_id: int) -> bool:
    """
    Mail the notice if it still is to be mailed. Returns whether it was. Sending comes before the
    mark: a worker killed between the two mails twice rather than never.
    """
    notice = Notice.objects.select_related("user").filter(pk=notice_id).first()
    if notice is None or notice.mailed_at or notice.read_at or not notice.user.is_active:
        return False
    if not kinds.KINDS[notice.kind].mails:
        return False
    address = confirmed_address(notice.user)
    if not address:
        return False
    with translation.override(notice.user.language or django_settings.LANGUAGE_CODE):
        _message(notice, address).send()
    Notice.objects.filter(pk=notice.pk, mailed_at__isnull=True).update(mailed_at=timezone.now())
    return True


def confirmed_address(user: User) -> str:
    """The address of a member if they proved that it is theirs; else nothing."""
    known = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).first()
    return known.email if known is not None and user.email else ""


def _message(notice: Notice, address: str) -> EmailMultiAlternatives:
    [row] = queries.rows_of([notice], Viewer.for_user(notice.user))
    context = {
        "row": row,
        "name": notice.user.name,
        "site_name": settings.get("site_name"),
        "url": f"{django_settings.SITE_URL}{row.url}" if row.url else "",
        "notices_url": f"{django_settings.SITE_URL}/notifications/",
    }
    subject = " ".join(render_to_string("notifications/mail/subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject,
        render_to_string("notifications/mail/body.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(
        render_to_string("notifications/mail/body.html", context), "text/html"
    )
    return message
