"""Changing one's own words: the window, the form that stops the clock, earlier texts."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.viewer import Viewer
from forum.comments import edit_stamp
from forum.comments.models import (
    AudienceKind,
    BodyFormat,
    Comment,
    Purge,
    Revision,
    RevisionStatus,
    Status,
)
from forum.comments.refusal import Refused
from forum.comments.services import discussions
from forum.comments.services.edit import edit
from forum.comments.services.purge import purge
from forum.comments.services.rerender import rerender
from foundation.branding.moments import times_here
from foundation.text import RENDER_VERSION
from tests.factories import (
    make_audience,
    make_comment,
    make_discussion,
    make_editor,
    make_guest,
    make_moderator,
    suspend,
)
from tests.factories_moderation import make_known, signed_in
from tests.factories_topics import make_topic

pytestmark = pytest.mark.django_db


def of(user: Any) -> Viewer:
    return Viewer.for_user(user)


def made(*, minutes: int = 0, **fields: Any) -> Comment:
    """A comment written so many minutes ago, by somebody the rules leave alone."""
    fields.setdefault("author", None if "guest" in fields else make_known("Alice"))
    return make_comment(at=ago(minutes=minutes), **fields)


def author_of(comment: Comment) -> Client:
    assert comment.author is not None
    return signed_in(comment.author)


def ago(**time: int) -> datetime:
    return timezone.now() - timedelta(**time)


def wait(comment: Comment, **time: int) -> None:
    """Let time pass: the comment gets older."""
    Comment.objects.filter(pk=comment.pk).update(created_at=comment.created_at - timedelta(**time))
    comment.refresh_from_db()


# --- the window --------------------------------------------------------------------------


def test_a_slip_mended_within_five_minutes_leaves_no_mark() -> None:
    comment = made(minutes=4)
    edit(comment, viewer=of(comment.author), body="I rest early.")
    assert comment.edited_at is None
    wait(comment, minutes=2)
    edit(comment, viewer=of(comment.author), body="I rest very early.")
    assert comment.edited_at is not None


def test_everybody_reads_that_and_when_a_text_was_changed(client: Client) -> None:
    comment = made(minutes=9, discussion=make_topic().discussion)
    page = comment.discussion.url
    assert "I rest before I am tired." in client.get(page).content.decode()
    assert "comment-edited" not in client.get(page).content.decode()
    edit(comment, viewer=of(comment.author), body="I rest early.")
    assert comment.edited_at is not None
    said = f'class="comment-edited">Edited {times_here()(comment.edited_at)[1]}<'
    assert said in client.get(page).content.decode()


def test_the_earlier_text_is_kept_with_who_and_when() -> None:
    comment = made()
    edit(comment, viewer=of(comment.author), body="I rest early.")
    revision = Revision.objects.get(comment=comment)
    assert (revision.status, revision.by) == (RevisionStatus.EARLIER, comment.author)
    assert revision.body_source == "I rest before I am tired."


def test_a_member_has_a_day_and_a_guest_half_an_hour() -> None:
    gina = make_guest()
    alice = make_known("Alice")
    for comment, viewer, minutes in (
        (made(author=alice), of(alice), 24 * 60),
        (made(guest=gina), Viewer(guest=gina), 30),
    ):
        wait(comment, minutes=minutes - 1)
        edit(comment, viewer=viewer, body="Still in time.")
        wait(comment, minutes=1)
        with pytest.raises(Refused) as refused:
            edit(comment, viewer=viewer, body="Too late.")
        assert refused.value.code == "window"


def test_the_clock_stands_still_while_the_form_is_open() -> None:
    comment = made(minutes=26 * 60)
    stamp = edit_stamp.make(comment, at=ago(minutes=2 * 60 + 1))
    with pytest.raises(Refused):
        edit(comment, viewer=of(comment.author), body="Written slowly.")
    edit(comment, viewer=of(comment.author), body="Written slowly.", stamp=stamp)
    assert comment.body_source == "Written slowly."


def test_a_form_keeps_the_window_open_for_one_change_and_one_day() -> None:
    comment = made(minutes=24 * 60 + 5)
    stamp = edit_stamp.make(comment, at=ago(minutes=6))
    edit(comment, viewer=of(comment.author), body="Once.", stamp=stamp)
    with pytest.raises(Refused):
        edit(comment, viewer=of(comment.author), body="Twice.", stamp=stamp)
    old = made(minutes=25 * 60, author=comment.author)
    assert edit_stamp.opened_at(edit_stamp.make(old, at=ago(minutes=23 * 60)), old) is not None
    assert edit_stamp.opened_at(edit_stamp.make(old, at=ago(minutes=24 * 60 + 1)), old) is None


def test_a_stamp_taken_late_forged_or_of_another_comment_is_worth_nothing() -> None:
    late, other = made(minutes=24 * 60 + 1), made()
    author = late.author
    for stamp in (edit_stamp.make(late), edit_stamp.make(other), "forged", "a:b:c"):
        with pytest.raises(Refused):
            edit(late, viewer=of(author), body="Too late.", stamp=stamp)


def test_the_page_gives_a_stamp_and_says_how_long() -> None:
    comment = made(minutes=24 * 60 - 12)
    client = author_of(comment)
    page = client.get(f"/c/{comment.pk}/edit/").content.decode()
    assert "12 minutes are left" in page
    assert "The clock stands still" in page
    drawn = re.search(r'name="stamp" value="([^"]+)"', page)
    assert drawn is not None
    assert edit_stamp.opened_at(drawn[1], comment) is not None


def test_a_form_sent_late_and_wrongly_keeps_its_stamp() -> None:
    comment = made(minutes=24 * 60 + 12)
    client = author_of(comment)
    stamp = edit_stamp.make(comment, at=ago(minutes=20))
    empty = client.post(f"/c/{comment.pk}/edit/", {"body": "", "stamp": stamp})
    assert empty.status_code == 422
    assert stamp in empty.content.decode()
    assert "The time for changing" not in empty.content.decode()
    late = client.post(f"/c/{comment.pk}/edit/", {"body": "In my time.", "stamp": stamp})
    assert late.status_code == 303
    comment.refresh_from_db()
    assert comment.body_source == "In my time."


def test_a_page_opened_too_late_gives_no_stamp_and_keeps_the_text() -> None:
    comment = made(minutes=24 * 60 + 1)
    client = author_of(comment)
    page = client.get(f"/c/{comment.pk}/edit/").content.decode()
    assert 'name="stamp" value=""' in page
    assert "The time for changing this comment is over" in page
    answer = client.post(f"/c/{comment.pk}/edit/", {"body": "Long words."})
    assert answer.status_code == 422
    assert "Long words." in answer.content.decode()


def test_a_stamp_opens_neither_a_closed_discussion_nor_a_suspended_person_s_way() -> None:
    comment = made()
    author = comment.author
    assert author is not None
    stamp = edit_stamp.make(comment)
    discussions.lock(comment.discussion, by=make_moderator(), reason="Enough.")
    with pytest.raises(Refused):
        edit(comment, viewer=of(author), body="Still.", stamp=stamp)
    discussions.unlock(comment.discussion, by=make_moderator())
    suspend(author)
    with pytest.raises(Refused) as refused:
        edit(comment, viewer=of(author), body="Still.", stamp=stamp)
    assert refused.value.code == "sanction"


def test_nobody_else_changes_it_with_any_stamp() -> None:
    comment = made()
    stamp = edit_stamp.make(comment)
    for viewer in (of(make_known("Dora")), of(make_moderator()), Viewer(guest=make_guest())):
        with pytest.raises(Refused):
            edit(comment, viewer=viewer, body="Mine now.", stamp=stamp)


def test_the_author_sees_at_the_comment_how_long_it_can_be_changed() -> None:
    topic = make_topic().discussion
    comment = made(discussion=topic, minutes=24 * 60 - 12)
    page = author_of(comment).get(topic.url).content.decode()
    left = re.search(r'data-left="(\d+)"', page)
    assert left is not None
    assert 700 < int(left[1]) <= 720
    assert "data-left" not in Client().get(topic.url).content.decode()


def test_an_edited_import_is_markdown_from_then_on() -> None:
    comment = made()
    Comment.objects.filter(pk=comment.pk).update(body_format=BodyFormat.HTML)
    comment.refresh_from_db()
    edit(comment, viewer=of(comment.author), body="I *rest* early.")
    comment.refresh_from_db()
    assert comment.body_format == BodyFormat.MARKDOWN
    assert "<em>rest</em>" in comment.body_html


# --- earlier texts -----------------------------------------------------------------------


@pytest.fixture
def changed() -> Comment:
    topic = make_topic().discussion
    comment = made(discussion=topic, body="My name is Alice <b>Liddell</b>.", minutes=10)
    edit(comment, viewer=of(comment.author), body="I keep my name to myself.")
    return comment


def test_moderators_read_the_history_escaped_and_nobody_else_does(changed: Comment) -> None:
    address = f"/c/{changed.pk}/history/"
    answer = signed_in(make_moderator()).get(address)
    page = answer.content.decode()
    assert "Alice &lt;b&gt;Liddell&lt;/b&gt;" in page
    assert "I keep my name to myself." in page
    assert "no-store" in answer["Cache-Control"]
    for client in (
        Client(),
        author_of(changed),
        signed_in(make_known("Dora")),
        signed_in(make_editor()),
    ):
        refused = client.get(address)
        assert refused.status_code in (403, 404)
        assert "Liddell" not in refused.content.decode()


def test_only_moderators_find_the_way_to_the_history(changed: Comment) -> None:
    address, url = f"/c/{changed.pk}/history/", changed.discussion.url
    assert f'"{address}"' in signed_in(make_moderator()).get(url).content.decode()
    for client in (Client(), author_of(changed), signed_in(make_known("Dora"))):
        assert f'"{address}"' not in client.get(url).content.decode()


def test_an_unchanged_comment_offers_no_history() -> None:
    topic = make_topic().discussion
    comment = made(discussion=topic)
    page = signed_in(make_moderator()).get(topic.url).content.decode()
    assert f"/c/{comment.pk}/history/" not in page


def test_what_an_author_deleted_is_no_moderator_s_to_read(changed: Comment) -> None:
    client = author_of(changed)
    client.post(f"/c/{changed.pk}/delete/")
    answer = signed_in(make_moderator()).get(f"/c/{changed.pk}/history/")
    assert answer.status_code == 403


def test_the_history_of_a_closed_board_is_closed_too() -> None:
    staff = make_discussion(audience=make_audience(AudienceKind.STAFF))
    comment = make_comment(staff, author=make_moderator())
    assert signed_in(make_known("Dora")).get(f"/c/{comment.pk}/history/").status_code == 404


def test_the_author_deletes_earlier_texts_once_and_the_rows_stay(changed: Comment) -> None:
    client, address = author_of(changed), f"/c/{changed.pk}/history/purge/"
    page = client.get(address).content.decode()
    assert "Alice &lt;b&gt;Liddell" in page
    assert client.post(address).status_code == 303
    revision = Revision.objects.get()
    assert (revision.status, revision.body_source) == (RevisionStatus.PURGED, "")
    assert revision.by == changed.author
    assert Purge.objects.get().by == changed.author
    history = signed_in(make_moderator()).get(f"/c/{changed.pk}/history/").content.decode()
    assert "Liddell" not in history
    assert "The author deleted earlier texts of this comment." in history
    edit(changed, viewer=of(changed.author), body="I keep it to myself.")
    again = client.post(address)
    assert again.status_code == 422
    assert "It is possible once" in again.content.decode()
    assert Revision.objects.filter(status=RevisionStatus.EARLIER).count() == 1


def test_the_way_to_the_purge_is_shown_while_there_is_something_to_delete(changed: Comment) -> None:
    client, address = author_of(changed), f"/c/{changed.pk}/history/purge/"
    assert address in client.get(changed.discussion.url).content.decode()
    client.post(address)
    assert address not in client.get(changed.discussion.url).content.decode()
    for other in (Client(), signed_in(make_known("Dora")), signed_in(make_moderator())):
        assert address not in other.get(changed.discussion.url).content.decode()
        assert other.get(address).status_code in (403, 404)
        assert other.post(address).status_code in (403, 404)


def test_a_guest_deletes_earlier_texts_from_their_device() -> None:
    gina = make_guest()
    comment = made(guest=gina)
    Revision.objects.create(comment=comment, body_source="My address is 1 High Street.")
    with pytest.raises(Refused):
        purge(comment, viewer=Viewer(guest=make_guest("Gus", "gus@example.org")))
    assert purge(comment, viewer=Viewer(guest=gina)) == 1
    assert Revision.objects.get().body_source == ""


def test_there_is_nothing_to_purge_where_nothing_was_changed() -> None:
    comment = made()
    with pytest.raises(Refused, match="no earlier texts"):
        purge(comment, viewer=of(comment.author))


# --- what the database holds -------------------------------------------------------------


def refuses(constraint: str, make: Any, *, column: str = "") -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make()
    assert constraint in str(refused.value) or (column and column in str(refused.value))


def test_one_change_waits_for_each_comment() -> None:
    comment = made()
    for _ in range(2):
        Revision.objects.create(comment=comment, body_source="Earlier.")
    waits = {"comment": comment, "status": RevisionStatus.WAITING, "body_source": "Later."}
    Revision.objects.create(**waits)
    refuses("revision_one_waiting", lambda: Revision.objects.create(**waits), column="comment_id")


def test_a_revision_has_a_known_status_and_a_purged_one_no_text() -> None:
    comment = made()
    refuses("revision_status_known", lambda: Revision.objects.create(comment=comment, status="x"))
    for field in ("body_source", "body_html"):
        refuses(
            "revision_purged_is_empty",
            lambda field=field: Revision.objects.create(
                comment=comment, status=RevisionStatus.PURGED, **{field: "Left over"}
            ),
        )


def test_a_comment_is_purged_once() -> None:
    comment = made()
    Purge.objects.create(comment=comment)
    refuses(
        "purge_once_per_comment",
        lambda: Purge.objects.create(comment=comment),
        column="comment_id",
    )


def test_waiting_texts_are_rendered_again_and_earlier_ones_are_not() -> None:
    comment = made()
    waiting = Revision.objects.create(
        comment=comment, status=RevisionStatus.WAITING, body_source="*Now*", body_html="<p>x</p>"
    )
    Revision.objects.create(comment=comment, body_source="*Then*")
    Comment.objects.update(render_version=RENDER_VERSION)
    assert rerender() == 1
    waiting.refresh_from_db()
    assert waiting.body_html.strip() == "<p><em>Now</em></p>"
    assert rerender() == 0
    assert comment.status == Status.PUBLISHED
