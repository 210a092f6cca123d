from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.viewer import Viewer
from articles.models import Article, Author, Picture, Series, Tag
from forum.comments.models import Audience, Comment, Discussion
from forum.moderation.models import Case, Decision
from forum.moderation.services.decide import decide
from forum.topics.models import Board, Topic
from gateways.portability.models import SampleItem
from gateways.portability.sample.people import DOMAIN
from gateways.portability.sample.remove import OthersWrote, remove
from tests.factories import make_comment, make_guest, make_member
from tests.factories_articles import make_article
from tests.gateways.sample.conftest import Sample, rows


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

    assert rows() == sample.before
    assert not any(default_storage.exists(name) for name in files)
    assert not (sample.folder / "sample-accounts").exists()


def test_what_real_people_made_is_left_alone(sample: Sample) -> None:
    alice, gina = make_member("Alice"), make_guest("Gina")
    elsewhere = make_comment(author=alice)
    make_comment(elsewhere.discussion, guest=gina, parent=elsewhere)
    article = make_article("Our own first article")
    before = Decision.objects.count()
    decide(make_comment(author=alice, discussion=elsewhere.discussion), "spam", by=person("bob"))

    remove()

    assert list(User.objects.all()) == [alice]
    assert Comment.objects.count() == 3
    assert Article.objects.get() == article
    assert Decision.objects.count() == before + 1 - before
    assert Decision.objects.get().by is None


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


def test_a_board_with_a_real_topic_stays(sample: Sample) -> None:
    board = Board.objects.get(slug="new-here")
    alice = make_member("Alice")
    discussion = Discussion.objects.create(
        kind="topic", title="Hello", url="/t/9/", audience=board.audience, shelf=board.pk,
        started_by=alice,
    )  # fmt: skip
    Topic.objects.create(discussion=discussion, board=board, slug="hello")

    removed = remove()

    assert list(Board.objects.all()) == [board]
    assert Audience.objects.filter(pk=board.audience_id).exists()
    assert any("New here" in line for line in removed.kept)
    board.refresh_from_db()
    assert board.topic_count == 1


def test_a_series_an_author_a_picture_and_a_tag_in_real_use_stay(sample: Sample) -> None:
    series, author = Series.objects.get(), Author.objects.get(slug="nell-ashworth")
    picture, tag = Picture.objects.all()[0], Tag.objects.get(name="heat")
    make_article(
        "A seventh part", series=series, authors=[author], lead_picture=picture, tags=[tag]
    )

    removed = remove()

    assert Series.objects.get() == series
    assert Author.objects.get() == author
    assert Picture.objects.get() == picture
    assert Tag.objects.get() == tag
    assert len(removed.kept) == 3


def test_a_sample_account_that_was_used_elsewhere_is_closed(sample: Sample) -> None:
    email, password = sample.accounts["member"]
    mim = person("mim")
    written = make_comment(author=mim, body="Written while trying the site.")

    removed = remove()

    written.refresh_from_db()
    assert written.author == mim
    mim.refresh_from_db()
    assert mim.name == "Former member"
    assert mim.email == ""
    assert authenticate(None, email=email, password=password) is None
    assert any("Mim" in line for line in removed.kept)


def test_nothing_waits_for_moderators_afterwards(sample: Sample) -> None:
    assert Case.objects.exists()

    remove()

    assert not Case.objects.exists()
    assert not Decision.objects.exists()


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


def test_visitors_find_nothing_of_it(sample: Sample) -> None:
    remove()

    assert not Topic.objects.visible_to(Viewer.nobody()).exists()
    assert not Article.objects.visible_to(Viewer.nobody()).exists()
