"""`{% form_token %}`: the CSRF token where the page is somebody's own, nothing where it is not."""

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.viewer import Viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def form_token(context: dict[str, Any]) -> SafeString | str:
    """
    Pages for signed-out readers are the same for all of them and hold no token: a script
    fetches one at the first focus, and without a script the form is shown again with one.
    """
    request = context.get("request")
    if request is None:
        return ""
    if request.method == "GET" and Viewer.of(request).is_visitor:
        return ""
    # Masked anew for each answer, and not for each of its forms.
    secret, field = getattr(request, "_form_token", ("", ""))
    if not field or secret != request.META.get("CSRF_COOKIE"):
        field = format_html(
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
        )
        request._form_token = (request.META.get("CSRF_COOKIE"), field)
    return field
