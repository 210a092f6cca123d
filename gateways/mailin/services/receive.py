"""A mail arrives: it becomes a comment, is answered with a reason, or is ignored with a row."""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.user import Kind
from accounts.viewer import Viewer
from forum.comments import policies, queries
from forum.comments.models import Comment, Discussion
from forum.comments.refusal import Refused
from forum.comments.services.post import post
from gateways.mailin import address
from gateways.mailin.models import Incoming, Outcome, Source
from gateways.mailin.own_words import own_words
from gateways.mailin.reading import Mail, read
from gateways.mailin.services import answer, bounces

LARGEST: Final = 1024 * 1024
LONGEST_WAIT: Final = 3600


class Later(Exception):
    """Nothing is wrong with the mail but that it comes too soon behind another."""


def receive(raw: bytes, *, source: Source, recipient: str = "") -> Incoming | None:
    """
    Do with the mail what is to be done. None if that was done before. The row and the comment
    are of one transaction, so that a mail which is read again after a crash counts once. Raises
    Later where the person only has to pause: mails wait behind each other in a mailbox, and were
    not written at once.
    """
    mail = read(raw, *([recipient] if recipient else []))
    if Incoming.objects.filter(message_hash=mail.message_hash).exists():
        return None
    try:
        with transaction.atomic():
            row = Incoming.objects.create(message_hash=mail.message_hash, source=source)
            _take(mail, row, size=len(raw))
            row.save()
    except IntegrityError as error:
        if "message_hash" in str(error) or "incoming_once" in str(error):
            return None
        raise
    return row


def _take(mail: Mail, row: Incoming, *, size: int) -> None:
    if mail.bounced:
        row.outcome = Outcome.BOUNCE
        row.person, row.reason = bounces.take(mail)
    elif size > LARGEST:
        row.reason = "too_large"
    elif mail.automatic:
        row.reason = mail.automatic
    elif (token := address.find(mail.recipients)) is None:
        row.reason = "no_token"
    elif (person := _person(token)) is None:
        row.reason = "wrong_token"
    else:
        row.person = person
        if not is_confirmed(person, mail.sender):
            row.reason = "other_sender"
        else:
            _post(mail, row, person, token)


def _person(token: address.Token) -> User | None:
    person = User.objects.filter(pk=token.user_id, is_active=True, kind=Kind.PERSON).first()
    return person if person is not None and token.is_of(person) else None


def is_confirmed(person: User, sender: str) -> bool:
    """Whether mail from this address may speak for the person."""
    if not sender or sender.lower() != person.email.lower():
        return False
    proved = EmailAddress.objects.filter(user=person, email__iexact=sender, verified=True)
    return bool(proved.exists())


def _post(mail: Mail, row: Incoming, person: User, token: address.Token) -> None:
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            row.comment = _comment(mail, person, token)
            row.outcome = Outcome.POSTED
        except ValidationError as error:
            row.outcome, row.reason = Outcome.REFUSED, str(error.code or "invalid")[:40]
            answer.explain(person, " ".join(error.messages))
        except Refused as refused:
            if 0 < refused.wait_seconds <= LONGEST_WAIT:
                raise Later from refused
            row.outcome, row.reason = Outcome.REFUSED, refused.code[:40]
            answer.explain(person, refused.sentence)


def _comment(mail: Mail, person: User, token: address.Token) -> Comment:
    viewer = Viewer.for_user(person)
    seen = Discussion.objects.visible_to(viewer).select_related("audience")
    place, answered = queries.answered_now(token.discussion_id, token.comment_id)
    discussion = seen.filter(pk=place).first()
    if discussion is None:
        raise Refused(_("You cannot write in this discussion any more."), code="unseen")
    if mail.is_unreadable:
        raise Refused(_("The text of your mail could not be read."), code="unreadable")
    words = own_words(mail.text)
    if len(words) > policies.longest_body(viewer):
        raise Refused(
            _("Your text has %(count)d characters. Please use at most %(limit)d.")
            % {"count": len(words), "limit": policies.longest_body(viewer)},
            code="long",
        )
    key = mail.message_hash
    try:
        return post(discussion, viewer=viewer, body=words, parent=answered, form_key=key).comment
    except Refused as refused:
        # What it answered is gone; the reply is not.
        if refused.code != "parent":
            raise
        return post(discussion, viewer=viewer, body=words, form_key=key).comment
