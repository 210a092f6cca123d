"""What the site itself writes and links to is no sign of spam: it grows with the articles."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.services import publish
from forum.moderation import own_sites, pipeline
from forum.moderation.models import LinkedSite, WatchedWord
from forum.moderation.services import own_sites as collecting
from forum.moderation.services.watch import add_word
from foundation.branding import settings
from tests.factories import make_editor, make_moderator
from tests.factories_articles import make_article, make_draft, make_tag
from tests.factories_moderation import draft, signed_in

pytestmark = pytest.mark.django_db
SOURCES = "See [the study](https://journal.example/1?a=1&b=2) and https://www.trials.example/x."
LINKS = "journal.example/2 https://trials.example https://a.example https://b.example"


def holds(body: str) -> bool:
    return pipeline.registered()["links"].ask(draft(body)) is not None


def test_what_a_published_article_links_to_may_be_linked() -> None:
    assert holds(LINKS)
    make_article(body_source=SOURCES)
    make_draft(body_source="https://a.example")
    assert collecting.collect()
    assert set(LinkedSite.objects.values_list("host", flat=True)) == {
        "journal.example", "trials.example",
    }  # fmt: skip
    assert not holds(LINKS)
    assert holds(f"{LINKS} https://c.example")
    settings.set_value("links_of_articles", False)
    assert holds(LINKS)


def test_a_neighbour_and_a_look_alike_of_such_a_site_are_strange() -> None:
    make_article(body_source=SOURCES)
    collecting.collect()
    assert holds(
        "https://x.journal.example https://journal.example.evil.example https://thejournal.example"
    )


def test_where_everybody_publishes_one_link_in_an_article_says_nothing_of_the_next() -> None:
    make_article(body_source="https://www.youtube.com/watch?v=1 and https://bit.ly/x")
    collecting.collect()
    assert not LinkedSite.objects.exists()


def test_an_article_that_is_a_draft_again_no_longer_speaks_for_its_links() -> None:
    article = make_article(body_source=SOURCES)
    assert collecting.collect()
    assert not collecting.collect()
    publish.unpublish(article, by=make_editor())
    assert collecting.collect()
    assert own_sites.known() == frozenset()


def test_looking_at_links_asks_no_table_twice(django_assert_num_queries: Any) -> None:
    make_article(body_source=SOURCES)
    collecting.collect()
    written = draft(LINKS)
    pipeline.registered()["links"].ask(written)
    with django_assert_num_queries(0):
        pipeline.registered()["links"].ask(written)


def test_a_word_of_the_sites_own_articles_and_tags_is_watched_only_if_it_is_meant() -> None:
    bob = make_moderator()
    make_article("Life with spasms", body_source="Cialis is a medicine. Spasms hurt.")
    make_article("More", body_source="Of SPASMS again.", tags=[make_tag("Bladder")])
    make_draft(body_source="casino")
    for word, mode, count in (
        ("cialis", "whole", 1), ("spasms", "whole", 2), ("spas*", "wildcard", 2),
        ("is a medicine", "phrase", 1), ("bladder", "whole", 1),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=f"tags, {count} hold"):
            add_word(word, mode=mode, by=bob)
    add_word("spasm", mode="whole", by=bob)  # "spasms" is another word
    add_word("casino", mode="whole", by=bob)  # a draft is not the site's own yet
    add_word("cialis", mode="whole", by=bob, anyway=True)
    assert WatchedWord.objects.count() == 3


def test_the_form_asks_once_whether_such_a_word_is_meant() -> None:
    make_article("Life with spasms")
    bob: Client = signed_in(make_moderator())
    sent = {"word": "spasms", "mode": "whole", "action": "hold"}
    assert "Watch it all the same" not in bob.get("/moderation/words/").content.decode()
    page = bob.post("/moderation/words/", sent)
    assert page.status_code == 422
    assert "1 holds it" in page.content.decode()
    assert "Watch it all the same" in page.content.decode()
    assert bob.post("/moderation/words/", sent | {"anyway": "on"}).status_code == 303
    assert WatchedWord.objects.get().word == "spasms"
