"""/desk/mail/: what became of the site's mail, for administrators, and a mail to try it."""

from typing import Final

from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum.comments.views.comment import see_other
from forum.notifications import mailbox, preferences
from forum.notifications.models import DeliveryStatus
from forum.notifications.services import suppress
from forum.notifications.views.follow import member, page, private
from foundation.branding import settings
from foundation.branding.views.settings import administrators_only
from foundation.text import whole_number

TABS: Final = (
    DeliveryStatus.UNCERTAIN,
    DeliveryStatus.FAILED,
    DeliveryStatus.QUEUED,
    DeliveryStatus.SENT,
    DeliveryStatus.SUPPRESSED,
    DeliveryStatus.CANCELLED,
)


@require_safe
@administrators_only
def mail(request: HttpRequest) -> HttpResponse:
    counts = mailbox.counts()
    asked = request.GET.get("show", "")
    shown = DeliveryStatus(asked) if asked in TABS else _worst(counts)
    before = whole_number(request.GET.get("before", ""))
    rows, following = mailbox.page_of(shown, before)
    base = f"{request.path}?show={shown}"
    context = {
        "tabs": [
            (f"{one.label} ({counts[one]})", f"{request.path}?show={one}", one == shown)
            for one in TABS
        ],
        "rows": rows,
        "suppressed_addresses": mailbox.suppressed_addresses(),
        "mail_is_on": preferences.mail_is_on(),
        "first_url": base if before else "",
        "next_url": f"{base}&before={following}" if following else "",
    }
    return page(request, "notifications/mail.html", context)


@require_safe
@administrators_only
def stopped(request: HttpRequest) -> HttpResponse:
    """/desk/mail/stopped/: addresses that get no mail, and why; none of them is shown."""
    before = whole_number(request.GET.get("before", ""))
    rows, following = mailbox.stopped_page(before)
    context = {
        "rows": rows,
        "first_url": request.path if before else "",
        "next_url": f"?before={following}" if following else "",
    }
    return page(request, "notifications/stopped.html", context)


@require_POST
@administrators_only
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """/desk/mail/stopped/ID/lift/: mail goes there again."""
    if suppress.lift(pk):
        messages.success(request, _("Mail goes there again."))
    return private(see_other(reverse("desk-mail-stopped")))


@require_POST
@administrators_only
def mail_test(request: HttpRequest) -> HttpResponse:
    """/desk/mail/test/: a mail to the administrator, now, and what the server says to it."""
    user = member(request)
    subject = _("A test mail from %(site)s") % {"site": settings.get("site_name")}
    body = _("If you can read this, this site can send mail.")
    try:
        EmailMessage(
            subject, body, to=[user.email], headers={"Auto-Submitted": "auto-generated"}
        ).send()
    except OSError as error:
        # What the server says is for the administrator alone, who has to mend it.
        messages.error(request, _("It was not sent: %(error)s") % {"error": error})
    else:
        messages.success(request, _("The test mail was handed to the mail server."))
    return private(see_other(reverse("desk-mail")))


def _worst(counts: dict[DeliveryStatus, str]) -> DeliveryStatus:
    return next((status for status in TABS if counts[status] != "0"), DeliveryStatus.QUEUED)
