from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from articles.models import Article, Author, Picture, Series, Tag
from forum.comments.models import Comment, Discussion
from forum.moderation.models import Decision
from forum.moderation.services.decide import decide
from forum.topics.models import Board, Topic
from gateways.portability.models import SampleItem
from gateways.portability.sample.people import DOMAIN
from gateways.portability.sample.remove import OthersWrote, remove
from tests.factories import make_comment, make_discussion, make_guest, make_member
from tests.factories_articles import make_article
from tests.gateways.sample.conftest import Sample, rows

# The one audience of all articles belongs to the site, an allowance forgets by itself, and a
# counter of what pages are made of never goes back.
SITES_OWN = {"comments.Audience", "limits.Bucket", "pagecache.Version"}


def person(key: str) -> User:
    return User.objects.get(email=f"{key}@{DOMAIN}")


def test_no_row_and_no_file_is_left(
    sample: Sample, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DATA_DIR = sample.folder
    files = [picture.jpeg_name for picture in Picture.objects.all()]
    assert all(default_storage.exists(name) for name in files)

    with django_capture_on_commit_callbacks(execute=True):
        call_command("sample", "remove")

    left = {name: n for name, n in rows().items() if name not in SITES_OWN}
    assert left == sample.before
    assert not any(default_storage.exists(name) for name in files)
    assert not (sample.folder / "sample-accounts").exists()


def test_what_real_people_made_is_left_alone(sample: Sample) -> None:
    alice, gina, mim = make_member("Alice"), make_guest("Gina"), person("mim")
    email, password = sample.accounts["member"]
    root = make_comment(author=alice)
    reply = make_comment(root.discussion, guest=gina, parent=root)
    tried = make_comment(root.discussion, author=mim, body="Written while trying the site.")
    bad = make_comment(root.discussion, author=alice, body="Buy this.")
    decided = decide(bad, "spam", by=person("bob")).decision

    removed = remove()

    assert set(Comment.objects.all()) == {root, reply, tried, bad}
    assert set(Discussion.objects.all()) == {root.discussion}
    # The moderator's account went; what was decided did not.
    assert Decision.objects.get() == decided
    assert Decision.objects.get().by is None
    # An account of the sample that was used is closed, and its words stay.
    mim.refresh_from_db()
    assert set(User.objects.all()) == {alice, mim}
    assert (mim.name, mim.email, mim.is_active) == ("Former member", "", False)
    assert authenticate(None, email=email, password=password) is None
    assert any("Mim" in line for line in removed.kept)


def test_what_carries_something_real_stays(sample: Sample) -> None:
    series, author = Series.objects.get(), Author.objects.get(slug="nell-ashworth")
    picture, tag = Picture.objects.all()[0], Tag.objects.get(name="heat")
    article = make_article(
        "A seventh part", series=series, authors=[author], lead_picture=picture, tags=[tag]
    )
    board = Board.objects.get(slug="new-here")
    topic = Topic.objects.create(
        discussion=make_discussion("Hello", kind="topic", audience=board.audience, shelf=board.pk),
        board=board,
        slug="hello",
    )

    removed = remove()

    assert list(Article.objects.all()) == [article]
    assert list(Topic.objects.all()) == [topic]
    assert list(Board.objects.all()) == [board]
    assert list(Series.objects.all()) == [series]
    assert list(Author.objects.all()) == [author]
    assert list(Picture.objects.all()) == [picture]
    assert list(Tag.objects.all()) == [tag]
    assert len(removed.kept) == 4
    board.refresh_from_db()
    assert board.topic_count == 1
    assert not SampleItem.objects.exists()


def test_comments_of_real_people_are_not_taken_along_unasked(sample: Sample) -> None:
    article = Article.objects.get(slug="words-i-have-lost")
    assert article.discussion is not None
    make_comment(article.discussion, author=make_member("Alice"), body="Mine is colander.")
    people = User.objects.count()

    with pytest.raises(OthersWrote) as caught:
        remove()
    with pytest.raises(CommandError, match="--with-comments"):
        call_command("sample", "remove")

    assert caught.value.count == 1
    assert Article.objects.count() == 9
    assert User.objects.count() == people


def test_comments_of_real_people_go_with_the_article_when_asked(sample: Sample) -> None:
    article = Article.objects.get(slug="words-i-have-lost")
    assert article.discussion is not None
    alice = make_member("Alice")
    root = article.discussion.comments.filter(parent=None).first()
    make_comment(article.discussion, author=alice, parent=root, body="Mine is colander.")

    remove(with_comments=True)

    assert not Comment.objects.exists()
    assert list(User.objects.all()) == [alice]


def test_removing_what_is_not_there_says_so(
    db: None, settings: Any, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path
    SampleItem.objects.all().delete()

    call_command("sample", "remove")

    assert "no sample content" in capsys.readouterr().out


@pytest.mark.parametrize("both", [True, False])
def test_an_item_is_one_thing(db: None, both: bool) -> None:
    things: dict[str, Any] = {"person": make_member(), "guest": make_guest()} if both else {}

    with pytest.raises(IntegrityError, match="sampleitem_one_thing"), transaction.atomic():
        SampleItem.objects.create(**things)
