"""Pages with one large part, which joins them last."""

import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


class InPieces(Protocol):
    """Markup that is as safe in pieces as it is as a text."""

    @property
    def pieces(self) -> Sequence[str]: ...


# Nobody can write it into a text: it is another one in each process.
_PLACE: Final = secrets.token_hex(16)


def render_around(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    part: str,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """
    `render` of the same, but the ready markup under the name `part` is put into the page at the
    end, in its pieces. A thousand comments are a megabyte, and each block and each template around
    them would copy it twice.
    """
    markup: InPieces | None = context.get(part)
    if markup is None:
        return render(request, template, context, status=status)
    page = render_to_string(template, context | {part: _PLACE}, request)
    before, place, after = page.partition(_PLACE)
    if not place:
        return HttpResponse(before, status=status)
    pieces = (piece.encode() for piece in (before, *markup.pieces, after))
    return HttpResponse(b"".join(pieces), status=status)
