import re
import shutil
from pathlib import Path

import pytest

from gateways.portability.sample import content, pictures
from gateways.portability.sample.content import FOLDER, ContentError
from gateways.portability.sample.shapes import Content, Post


@pytest.fixture(scope="module")
def sample() -> Content:
    return content.read()


def test_a_series_of_six_three_more_articles_four_boards_and_thirty_topics(
    sample: Content,
) -> None:
    parts = [article.part for article in sample.articles if article.series == "need-to-know"]
    assert sorted(part or 0 for part in parts) == [1, 2, 3, 4, 5, 6]
    assert len(sample.articles) == 9
    assert [board.audience for board in sample.boards] == ["public"] * 3 + ["members"]
    assert len(sample.topics) == 30
    assert {topic.board for topic in sample.topics} == {board.slug for board in sample.boards}


def test_articles_have_the_length_of_articles(sample: Content) -> None:
    for article in sample.articles:
        assert 500 <= len(article.body.split()) <= 900, article.slug


def test_parts_of_the_series_begin_with_a_topic_and_end_with_an_invitation(
    sample: Content,
) -> None:
    for article in sample.articles:
        if article.series:
            assert article.topic
            assert article.note
            assert "forum" in article.closing


def test_topics_that_articles_lead_to_are_public(sample: Content) -> None:
    audience = {board.slug: board.audience for board in sample.boards}
    board = {topic.key: topic.board for topic in sample.topics}
    for article in sample.articles:
        if article.topic:
            assert audience[board[article.topic]] == "public"


def test_guests_write_only_where_everybody_reads(sample: Content) -> None:
    guests = {guest.key for guest in sample.guests}
    closed = {board.slug for board in sample.boards if board.audience != "public"}
    for topic in sample.topics:
        if topic.board in closed:
            assert not guests & {post.who for post in topic.posts}, topic.key


def test_conversations_go_deep_and_go_back_and_forth(sample: Content) -> None:
    posts = {post.ref: post for post in sample.posts}

    def depth(post: Post) -> int:
        return 1 + (depth(posts[post.to]) if post.to else 0)

    deep = [post for post in sample.posts if depth(post) >= 4]
    assert len(posts) > 150
    assert len(deep) > 15
    assert max(depth(post) for post in sample.posts) >= 6


def test_only_staff_wear_hats_and_marks_stand_on_published_comments(sample: Content) -> None:
    staff = {person.key for person in sample.people if person.role != "member"}
    for post in sample.posts:
        assert not post.hat or post.who in staff
        assert "held" not in post.flags or post.flags == {"held"}


def test_nothing_is_said_about_doses(sample: Content) -> None:
    texts = [article.body for article in sample.articles]
    texts += [topic.body for topic in sample.topics] + [post.body for post in sample.posts]
    for text in texts:
        assert not re.search(r"\d\s*(mg|mcg|µg|iu|units|tablets|ml)\b", text, re.IGNORECASE), text


def test_every_picture_named_can_be_drawn(sample: Content) -> None:
    assert {article.picture for article in sample.articles} == set(pictures.names())
    assert pictures.draw("mri") == pictures.draw("mri")
    assert all(article.alt and article.caption for article in sample.articles)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("@@ > nell 46.8", "@@ > nobody 46.8", "nobody and nothing here is called nobody"),
        ("@@ > nell 46.8", "@@ > nell 99", "younger than what it answers"),
        ("@@ > nell 46.8", "@@ >>> nell 46.8", "One arrow more"),
        ("@@ > nell 46.8 hat:author", "@@ > nell 46.8 shouting", "what does “shouting” mean"),
        ("@@ luz 46.9", "@@ luz 99", "older than what it stands under"),
        ("@@ luz 46.9", "@@ luz", "a comment begins with"),
        ('topic = "heat"', 'topic = "cold"', "nobody and nothing here is called cold"),
        ("part = 1", "part = ", "1-heat.md"),
        ('slug = "why', 'snail = "why', "snail"),
    ],
)
def test_an_edit_that_does_not_fit_is_named(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    path = folder / "articles" / "1-heat.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError, match=f"(?i){re.escape(complaint)}"):
        content.read(folder)
