import pytest
from django.core.management import call_command

from forum.comments.models import Comment
from foundation.text import RENDER_VERSION
from gateways.ops.tasks import rerender
from tests.factories import make_comment, make_discussion

pytestmark = pytest.mark.django_db


def make_old(discussion_count: int = 1) -> list[Comment]:
    made = [make_comment(make_discussion(), body=f"**old** {n}") for n in range(discussion_count)]
    Comment.objects.update(render_version=0, body_html="<p>as it was</p>", body_format="markdown")
    return made


def test_old_texts_are_rendered_again_from_their_source() -> None:
    [comment] = make_old()
    call_command("rerender", "--batch", "1")
    comment.refresh_from_db()
    assert comment.render_version == RENDER_VERSION
    assert "<strong>old</strong>" in comment.body_html


def test_imported_html_is_cleaned_again_and_not_taken_for_markdown() -> None:
    [comment] = make_old()
    html = "<p>**kept** <script>alert(1)</script></p>"
    Comment.objects.update(body_format="html", body_html=html)
    rerender.call()
    comment.refresh_from_db()
    assert "**kept**" in comment.body_html
    assert "<script" not in comment.body_html


def test_the_job_goes_on_until_nothing_is_left() -> None:
    make_old(3)
    rerender.call()
    assert not Comment.objects.filter(render_version__lt=RENDER_VERSION).exists()
