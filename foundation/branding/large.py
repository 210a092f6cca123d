"""Pages with one large part, which joins them last."""

import secrets
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

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
    end. A thousand comments are a megabyte, and each block and each template around them would
    copy it twice.
    """
    markup = context.get(part)
    if markup is None:
        return render(request, template, context, status=status)
    page = render_to_string(template, context | {part: _PLACE}, request)
    before, place, after = page.partition(_PLACE)
    if not place:
        return HttpResponse(before, status=status)
    body = b"".join((before.encode(), markup.encode(), after.encode()))
    return HttpResponse(body, status=status)
