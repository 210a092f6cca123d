"""
The address a person answers to, for one discussion: `reply+TOKEN@…`.

The token names person, discussion and the comment that is answered, and is signed together with
the person's own address: whoever changes theirs has new ones from then on. Lower case alone, since
servers on the way may change the case.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterable
from hmac import compare_digest
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import User
from forum.comments.models import Comment, Discussion

SALT: Final = "mailin.address"
SIGNED: Final = 10  # bytes of the signature: 80 bits, and a local part of 64 letters holds it
_IDS: Final = struct.Struct(">IIQ")


class Token(NamedTuple):
    user_id: int
    discussion_id: int
    comment_id: int  # 0: the discussion itself
    signature: bytes

    def is_of(self, user: User) -> bool:
        ids = _IDS.pack(self.user_id, self.discussion_id, self.comment_id)
        return compare_digest(self.signature, _sign(ids, user)) and user.pk == self.user_id


def reply_address(user: User, discussion: Discussion, parent: Comment | None = None) -> str:
    """For the Reply-To of a mail to this person; empty where replies by mail are switched off."""
    if not settings.REPLY_ADDRESS or not user.email:
        return ""
    ids = _IDS.pack(user.pk, discussion.pk, parent.pk if parent else 0)
    token = base64.b32encode(ids + _sign(ids, user)).decode().rstrip("=").lower()
    name, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    return f"{name}+{token}@{domain}"


def find(addresses: Iterable[str]) -> Token | None:
    """The token of the first address that has the shape of ours."""
    if not settings.REPLY_ADDRESS:
        return None
    name, _at, domain = settings.REPLY_ADDRESS.lower().rpartition("@")
    for address in addresses:
        local, _at, host = address.strip().lower().rpartition("@")
        if host == domain and local.startswith(f"{name}+"):
            if token := _read(local.removeprefix(f"{name}+")):
                return token
    return None


def _read(text: str) -> Token | None:
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _IDS.size + SIGNED:
        return None
    user_id, discussion_id, comment_id = _IDS.unpack(raw[: _IDS.size])
    return Token(user_id, discussion_id, comment_id, raw[_IDS.size :])


def _sign(ids: bytes, user: User) -> bytes:
    value = f"{ids.hex()} {user.email.lower()}"
    return salted_hmac(SALT, value, algorithm="sha256").digest()[:SIGNED]
