"""The place to write is the same for all visitors: its form is made once, not for each page."""

from typing import Any

import pytest

from forum.comments.forms import comment_form
from foundation.branding.services.save_settings import save_settings
from tests.factories import make_member
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each form that is made."""
    lines: list[str] = []

    def counted(viewer: Any, discussion: Any, *args: Any, **options: Any) -> Any:
        lines.append(discussion.title)
        return comment_form(viewer, discussion, *args, **options)

    monkeypatch.setattr("forum.comments.views.context.comment_form", counted)
    return lines


def test_the_form_of_visitors_is_made_once_for_each_discussion(
    client: Any, made: list[str]
) -> None:
    one, other = make_topic("One"), make_topic("Other")
    pages = [client.get(one.get_absolute_url()).content for _time in range(3)]
    assert made == ["One"]
    assert pages[0] == pages[2]
    assert f'action="/d/{one.discussion_id}/comment/"'.encode() in pages[2]
    page = client.get(other.get_absolute_url()).content
    assert made == ["One", "Other"]
    assert f'action="/d/{other.discussion_id}/comment/"'.encode() in page


def test_a_member_gets_a_form_of_their_own(client: Any, made: list[str]) -> None:
    topic = make_topic("One")
    client.get(topic.get_absolute_url())
    client.force_login(make_member("Charlie"))
    for _time in range(2):
        assert b'name="form_key" value="' in client.get(topic.get_absolute_url()).content
    assert made == ["One"] * 3


def test_a_setting_that_changes_the_form_is_seen_at_once(client: Any) -> None:
    topic = make_topic()
    assert b'name="website"' not in client.get(topic.get_absolute_url()).content
    save_settings({"guest_website": True}, by_id=None)
    assert b'name="website"' in client.get(topic.get_absolute_url()).content


def test_where_visitors_may_not_write_there_is_no_form(client: Any, made: list[str]) -> None:
    topic = make_topic()
    save_settings({"guests_may_write": False}, by_id=None)
    page = client.get(topic.get_absolute_url()).content
    assert b'id="composer"' not in page and b"Please sign in to write here." in page
    assert made == []
