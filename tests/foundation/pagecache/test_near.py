"""What a process remembers of the pages it gave: no more than a little, and never what is old."""

from typing import Any

import pytest
from django.core.cache import caches

from forum.comments.models import Comment
from forum.topics.models import Topic
from foundation.pagecache import near, store, versions
from foundation.pagecache.models import Version
from foundation.pagecache.store import Page
from tests.factories_topics import make_topic


def page(body: bytes = b"page") -> Page:
    return Page.of(body, (), frozenset({"site"}), {"site": 1})


def test_the_one_asked_for_longest_ago_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    one = page()
    monkeypatch.setattr(near, "MOST_BYTES", 3 * len(one.packed))
    for key in ("a", "b", "c"):
        near.keep(key, one)
    assert near.get("a") == one
    near.keep("d", one)
    assert near.get("b") is None
    assert all(near.get(key) == one for key in ("a", "c", "d"))


def test_a_page_that_takes_the_place_of_another_takes_no_more_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = page()
    monkeypatch.setattr(near, "MOST_BYTES", 2 * len(one.packed))
    near.keep("a", one)
    for _time in range(5):
        near.keep("b", one)
    assert near.get("a") == one and near.get("b") == one


def test_one_larger_than_all_room_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "MOST_BYTES", 10)
    near.keep("a", page())
    assert near.get("a") is None


@pytest.fixture
def topic(client: Any, settings: Any, db: None) -> Topic:
    settings.PAGE_CACHE = True
    made = make_topic()
    client.get(made.get_absolute_url())
    return made


def test_a_page_that_many_ask_for_is_fetched_from_the_cache_once(client: Any, topic: Topic) -> None:
    first = client.get(topic.get_absolute_url())
    caches["pages"].clear()
    again = client.get(topic.get_absolute_url())
    assert again.content == first.content and again["ETag"] == first["ETag"]


def change(topic: Topic) -> None:
    """Past the verbs: no counter moves."""
    opening = Comment.objects.filter(discussion=topic.discussion)
    opening.update(body_html="<p>I have seen it.</p>")


def test_what_has_changed_is_seen_at_once(client: Any, topic: Topic) -> None:
    change(topic)
    assert b"I have seen it." not in client.get(topic.get_absolute_url()).content
    versions.bump(versions.one_of("discussion", topic.discussion_id))
    assert b"I have seen it." in client.get(topic.get_absolute_url()).content


def test_a_page_that_is_not_young_is_looked_for_again(
    client: Any, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(topic)
    monkeypatch.setattr(store, "YOUNG_SECONDS", 0)
    assert b"I have seen it." in client.get(topic.get_absolute_url()).content


@pytest.mark.django_db
def test_the_counters_are_those_of_the_database_whoever_moved_them() -> None:
    versions.bump("site", "discussion:7")
    before = versions.read()
    assert versions.read() == before
    Version.objects.filter(name="discussion:7").update(number=41)
    Version.objects.create(name="article:3", number=5)
    after = versions.read()
    assert dict(after) == dict(Version.objects.values_list("name", "number"))
    assert (after["discussion:7"], after["article:3"]) == (41, 5)
    Version.objects.all().delete()
    assert versions.read() == {}
