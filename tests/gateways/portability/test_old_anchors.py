"""In a browser: a link into the middle of an old discussion still ends there."""

from typing import Any

import pytest
from playwright.sync_api import expect

from forum.comments.models import Comment
from gateways.portability.services.import_wordpress import import_wordpress
from tests.factories_portability import wxr, wxr_comment, wxr_post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("number", "is_near"), [(40, True), (4, False)])
def test_an_old_anchor_ends_at_its_comment(page: Any, number: int, is_near: bool) -> None:
    """On the first page the browser finds it by its old name, elsewhere the site leads there."""
    import_wordpress(wxr(wxr_post(1, *(wxr_comment(n, f"Word {n}") for n in range(1, 45)))))
    comment = Comment.objects.get(body_html=f"<p>Word {number}</p>")
    page.goto(f"/2020/03/post-1/#comment-{number}")
    there = f"comment-{number}" if is_near else f"c-{comment.pk}"
    page.wait_for_url(f"**/articles/post-1/**#{there}")
    expect(page.locator(f"#c-{comment.pk}")).to_be_in_viewport()
