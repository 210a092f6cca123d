"""What this floor lends to the floors below."""

import pytest

from accounts.viewer import Viewer
from articles.joins import feedback_cards
from articles.services import feedback
from articles.services.rate import Voter, rate
from forum.comments import policies
from forum.comments.models import Hat
from forum.moderation import kinds
from tests.factories import make_discussion, make_editor, make_member, make_moderator
from tests.factories_articles import make_article, make_author

pytestmark = pytest.mark.django_db


def test_who_signed_an_article_may_speak_as_its_author_under_it_and_nowhere_else() -> None:
    alice, charlie = make_member(), make_member("Charlie")
    article = make_article(authors=[make_author("Alice Quill", user=alice)])
    other = make_article(authors=[make_author("Omar Reed")])
    assert article.discussion is not None and other.discussion is not None
    assert policies.hats_of(Viewer.for_user(alice), article.discussion) == [Hat.AUTHOR]
    assert policies.hats_of(Viewer.for_user(alice), other.discussion) == []
    assert policies.hats_of(Viewer.for_user(alice), make_discussion(kind="topic")) == []
    assert policies.hats_of(Viewer.for_user(charlie), article.discussion) == []
    assert policies.hats_of(Viewer.nobody(), article.discussion) == []


def test_the_queue_is_handed_notes_for_the_team_alone() -> None:
    article, alice = make_article("Heat and nerves"), make_member()
    voter = Voter(Viewer.for_user(alice))
    rate(article, voter=voter, stars=2)
    case = feedback.send(article, voter=voter, text="Shorter, please.").case
    assert case is not None
    for person in (make_editor(), make_moderator()):
        card = feedback_cards(Viewer.for_user(person), [case.pk, 999])[case.pk]
        assert (card.title, card.text) == ("Heat and nerves", "Shorter, please.")
        assert "Alice" not in str(card)
    assert feedback_cards(Viewer.for_user(alice), [case.pk]) == {}
    assert feedback_cards(Viewer.nobody(), [case.pk]) == {}
    assert kinds.get("feedback").for_editors
    assert set(kinds.get("feedback").verbs) == {"read", "fixed", "spam"}
