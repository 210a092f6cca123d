"""In a browser: a link into the middle of an old discussion still ends there."""

from typing import Any

import pytest

from forum.comments.models import Comment
from gateways.portability.services.import_wordpress import import_wordpress
from tests.factories_portability import wxr, wxr_comment, wxr_post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_old_anchor_ends_at_its_comment(page: Any) -> None:
    import_wordpress(wxr(wxr_post(1, *(wxr_comment(n, f"Word {n}") for n in range(1, 45)))))
    comment = Comment.objects.get(body_html="<p>Word 40</p>")
    page.goto("/2020/03/post-1/#comment-40")
    page.wait_for_url(f"**/articles/post-1/**#c-{comment.pk}")
    assert page.locator(f"#c-{comment.pk}").is_visible()
