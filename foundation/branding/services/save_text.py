"""Writing a text of the site: every change is a version, and nothing is ever written over."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.branding import settings, texts
from foundation.branding.models import TextVersion, VersionKind
from foundation.pagecache import versions

TITLE_LENGTH = 100


def save(
    key: str,
    *,
    language: str,
    body: str,
    title: str = "",
    by_id: int | None,
    seen: int | None = None,
) -> bool:
    """
    Write a version, unless the text says that already. Returns whether anything changed. `seen`
    is the version the person looked at: where another is in force by now, nothing is written.
    """
    known = texts.known(key)
    if known is None:
        raise KeyError(key)
    body, title = _checked(body, title, known)
    with override(language):
        default, label = str(known.default), str(known.label)
        now = texts.text(key, language) if known.default else texts.added(key, language)
    if seen is not None and now is not None and seen != now.version:
        raise ValidationError(
            _(
                "Somebody has changed this text since you opened it. What you wrote stands below; "
                "please look at the history and save it again."
            )
        )
    kind = VersionKind.WRITTEN
    if default and body == default and title in ("", label):
        if now is not None and now.body == default:
            return False
        kind, body, title = VersionKind.DEFAULT, "", ""
    elif now is not None and now.version and (now.title, now.body) == (title or now.title, body):
        return False
    _write(key, language, kind, title=title, body=body, by_id=by_id)
    return True


def add(shelf: str, *, language: str, title: str, body: str, by_id: int | None) -> str:
    """Put a text of one's own on an open shelf, and return its key."""
    key = f"{shelf}~{secrets.token_hex(6)}"
    known = texts.known(key)
    if known is None:
        raise KeyError(shelf)
    if not title.strip():
        raise ValidationError({"title": _("Please give it a name, so that it can be found.")})
    body, title = _checked(body, title, known)
    _write(key, language, VersionKind.WRITTEN, title=title, body=body, by_id=by_id)
    return key


def reset(key: str, *, language: str, by_id: int | None) -> bool:
    """Back to the text that comes with the software. Returns whether it was another one."""
    with override(language):
        if texts.text(key, language).body == str(texts.declared()[key].default):
            return False
    _write(key, language, VersionKind.DEFAULT, by_id=by_id)
    return True


def retire(key: str, *, by_id: int | None) -> bool:
    """Offer a text of an open shelf no longer, in no language. Its versions stay."""
    known = texts.known(key)
    shelf = next((one for one in texts.shelves() if known and one.id == known.shelf), None)
    if shelf is None or not shelf.open:
        raise KeyError(key)
    if key not in {text.key for text in texts.on_shelf(shelf.id)}:
        return False
    with transaction.atomic():
        languages = {language for one, language in texts.in_force() if one == key} | {""}
        for language in sorted(languages):
            _write(key, language, VersionKind.RETIRED, by_id=by_id)
    return True


def note_page(slug: str, *, title: str, body: str, by_id: int | None) -> None:
    """A page of the site was edited: its text is kept as a version too."""
    TextVersion.objects.create(key=f"page:{slug}", title=title, body=body, by_id=by_id)


def _checked(body: str, title: str, known: texts.Declared) -> tuple[str, str]:
    body = body.replace("\r\n", "\n").strip()
    title = title.strip()
    if not body:
        raise ValidationError({"body": _("Please write something first.")})
    if len(body) > known.longest:
        raise ValidationError(
            {
                "body": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(body), "limit": known.longest}
            }
        )
    if len(title) > TITLE_LENGTH:
        raise ValidationError(
            {
                "title": _("This is %(count)d characters long. Please use at most %(limit)d.")
                % {"count": len(title), "limit": TITLE_LENGTH}
            }
        )
    if unknown := texts.unknown_variables(body, known.variables):
        raise ValidationError(
            {
                "body": _("This text cannot fill in {%(name)s}. Please take it out.")
                % {"name": unknown[0]}
            }
        )
    return body, title


@transaction.atomic
def _write(
    key: str,
    language: str,
    kind: VersionKind,
    *,
    by_id: int | None,
    title: str = "",
    body: str = "",
) -> None:
    TextVersion.objects.create(
        key=key, language=language, kind=kind, title=title, body=body, by_id=by_id
    )
    settings.move_mark(texts.MARK)
    versions.bump(versions.SITE)
