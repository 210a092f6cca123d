"""Comments become a topic, two topics become one, and both can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Guest, User
from accounts.services import guest_links
from accounts.services.newcomer import Newcomer
from accounts.viewer import NOBODY, Viewer
from forum.comments.models import Comment, CommentKind, Discussion, Status, Transfer
from forum.comments.refusal import Refused
from forum.comments.services.post import post
from forum.comments.services.recount import recount
from forum.moderation.models import Case, Decision, ReplyWanted
from forum.moderation.services import discussions, reply_desk
from forum.moderation.services.decide import decide
from forum.moderation.services.recount import recount as recount_cases
from forum.moderation.services.undo import undo
from forum.notifications import kinds
from forum.notifications.models import Level, Notice, Subscription
from forum.notifications.services.channels import of_branch, of_discussion
from forum.notifications.services.follow import follow
from forum.topics.models import Topic, TopicKind
from forum.topics.services import split as verbs
from tests.factories import make_comment, make_editor, make_guest, make_member, make_moderator
from tests.factories_articles import make_article
from tests.factories_mail import make_confirmed_guest, post_all
from tests.factories_moderation import make_report, signed_in
from tests.factories_topics import make_board, make_topic

pytestmark = pytest.mark.django_db

TITLE = "How do you keep cool?"


def article_talk() -> tuple[Discussion, Comment, Comment]:
    """Under an article: Dora asks, and Zoe answers."""
    article = make_article("Heat and nerves")
    assert article.discussion is not None
    root = make_comment(article.discussion, author=make_member("Dora"), body="And at night?")
    reply = make_comment(
        article.discussion, author=make_member("Zoe"), parent=root, body="A wet towel."
    )
    return article.discussion, root, reply


def made(head: Comment, **fields: Any) -> Topic:
    given: dict[str, Any] = {"board": make_board(), "title": TITLE, "by": make_moderator()}
    return verbs.split(head, **(given | fields))


def last_decision() -> Decision:
    return Decision.objects.latest("pk")


def leads_to(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    while response.status_code in (301, 302):
        path = response["Location"]
        response = (client or Client()).get(path.partition("#")[0])
    assert response.status_code == 200, path
    return path


def test_a_comment_of_an_article_goes_on_as_a_topic_and_each_leads_to_the_other() -> None:
    place, root, reply = article_talk()
    topic = made(root)
    assert topic.discussion.started_by == root.author == topic.discussion.asker
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert "And at night?" in page and "A wet towel." in page and place.title in page
    article = Client().get(place.url).content.decode()
    assert f'href="/c/{root.pk}/"' in article and "A wet towel." not in article
    stub = Transfer.objects.get().stub
    assert stub is not None and f'href="/c/{stub.pk}/"' in page
    assert leads_to(f"/c/{stub.pk}/") == f"{place.url}#c-{stub.pk}"
    assert leads_to(f"/c/{reply.pk}/") == f"{topic.get_absolute_url()}#c-{reply.pk}"
    row = last_decision()
    assert (row.action, row.discussion) == ("split", place)


def test_counts_are_exact_on_both_sides_and_in_the_lists() -> None:
    place, root, _reply = article_talk()
    stays = make_comment(place)
    topic = made(root)
    place.refresh_from_db()
    assert (place.comment_count, place.last_comment) == (1, stays)
    assert topic.discussion.comment_count == 1
    assert TITLE in Client().get("/forum/latest/").content.decode()
    for discussion in (place, topic.discussion):
        assert not recount(discussion)
    assert recount_cases(repair=False).is_clean


def test_search_finds_the_topic_and_no_comment_twice() -> None:
    _place, root, _reply = article_talk()
    topic = made(root)
    page = Client().get("/search/?q=night").content.decode()
    assert topic.get_absolute_url() in page and f"/c/{root.pk}/" not in page
    undo(last_decision(), by=make_moderator())
    page = Client().get("/search/?q=night").content.decode()
    assert topic.get_absolute_url() not in page and f"/c/{root.pk}/" in page


def test_taken_back_it_stands_under_the_article_and_the_address_of_the_topic_leads_there() -> None:
    place, root, reply = article_talk()
    topic = made(root)
    late = make_comment(topic.discussion, body="A fan.")
    undo(last_decision(), by=make_moderator())
    assert leads_to(topic.get_absolute_url()) == f"{place.url}#c-{root.pk}"
    page = Client().get(place.url).content.decode()
    assert "And at night?" in page and "A wet towel." in page and "A fan." in page
    late.refresh_from_db()
    assert (late.discussion, late.parent) == (place, root)
    assert "goes on" not in page
    assert TITLE not in Client().get("/forum/latest/").content.decode()
    reply.refresh_from_db()
    assert reply.discussion == place


def test_a_merged_topic_leads_into_the_other_for_ever_also_after_it_was_taken_back() -> None:
    one, two = make_topic("One way"), make_topic("Another way")
    reply = make_comment(one.discussion, body="I nap.")
    head = verbs.merge(one, two, by=make_moderator())
    assert leads_to(one.get_absolute_url()) == f"{two.get_absolute_url()}#c-{head.pk}"
    assert leads_to(f"/c/{reply.pk}/") == f"{two.get_absolute_url()}#c-{reply.pk}"
    lists = Client().get("/forum/latest/").content.decode()
    assert "One way" not in lists and "Another way" in lists
    own = signed_in(User.objects.get(name="Alice")).get("/forum/mine/").content.decode()
    assert "One way" not in own
    undo(last_decision(), by=make_moderator())
    assert leads_to(one.get_absolute_url()) == one.get_absolute_url()
    assert leads_to(f"/c/{reply.pk}/") == f"{one.get_absolute_url()}#c-{reply.pk}"
    assert "One way" in Client().get("/forum/latest/").content.decode()


def test_once_it_cannot_be_taken_back_the_address_leads_on_for_good() -> None:
    one, two = make_topic("One way"), make_topic("Another way")
    verbs.merge(one, two, by=make_moderator())
    assert Client().get(one.get_absolute_url()).status_code == 302
    month_ago = timezone.now() - timedelta(days=31)
    Discussion.objects.filter(pk=one.discussion_id).update(status_at=month_ago)
    assert Client().get(one.get_absolute_url()).status_code == 301


def test_a_merged_topic_goes_on_leading_right_when_the_other_one_is_merged_too() -> None:
    one, two, three = make_topic("One"), make_topic("Two is another"), make_topic("Three of them")
    head = verbs.merge(one, two, by=make_moderator())
    two.refresh_from_db()
    verbs.merge(two, three, by=make_moderator())
    assert leads_to(one.get_absolute_url()) == f"{three.get_absolute_url()}#c-{head.pk}"


def test_two_that_cannot_become_one_say_why() -> None:
    one, members = make_topic("One way"), make_topic("Another", audience="members")
    hidden = make_topic("Hidden away")
    Discussion.objects.filter(pk=hidden.discussion_id).update(status="hidden")
    hidden.discussion.refresh_from_db()
    for topic, into in ((one, one), (members, one), (hidden, one), (one, hidden)):
        with pytest.raises(Refused):
            verbs.merge(topic, into, by=make_moderator())
    assert not Decision.objects.exists()


def test_what_is_for_members_only_stays_so() -> None:
    place, root, _reply = article_talk()
    bob = make_moderator()
    discussions.for_members(place, by=bob, reason="It is personal.")
    root.refresh_from_db()
    root = Comment.objects.select_related("discussion__audience").get(pk=root.pk)
    topic = made(root)
    assert not Discussion.objects.visible_to(NOBODY).filter(pk=topic.discussion_id).exists()
    inside = make_comment(make_topic("Inside", audience="staff").discussion)
    with pytest.raises(Refused):
        made(inside)


def test_only_moderators_move_anything() -> None:
    _place, root, _reply = article_talk()
    one, two = make_topic("One way"), make_topic("Another way")
    for person in (make_member(), make_editor()):
        with pytest.raises(Refused):
            made(root, by=person)
        with pytest.raises(Refused):
            verbs.merge(one, two, by=person)
        client = signed_in(person)
        assert client.get(f"/c/{root.pk}/split/").status_code == 403
        assert client.get(f"/t/{one.pk}/merge/").status_code == 403
    assert not Transfer.objects.exists()


def test_a_short_title_is_refused_and_nothing_is_moved() -> None:
    place, root, _reply = article_talk()
    with pytest.raises(ValidationError):
        made(root, title="Hm")
    root.refresh_from_db()
    assert root.discussion == place and not Topic.objects.exists()


def test_each_author_hears_once_and_not_of_what_was_taken_back_unread() -> None:
    place, root, reply = article_talk()
    make_comment(place, author=reply.author, parent=root, body="And a fan.")
    made(root)
    told = Notice.objects.filter(kind=kinds.MOVED)
    assert sorted(one.user.name for one in told if one.user) == ["Dora", "Zoe"]
    told.filter(user=root.author).update(read_at=timezone.now())
    undo(last_decision(), by=make_moderator())
    assert list(told.values_list("user__name", flat=True)) == ["Dora", "Dora"]


def guests_talk() -> tuple[Comment, Guest, Guest]:
    """A root by a member, with replies of a guest who confirmed the address and one who did not."""
    place, root, _reply = article_talk()
    gina, tom = make_confirmed_guest(), make_guest("Tom", "tom@example.org")
    for number in (1, 2):
        make_comment(place, guest=gina, parent=root, body=f"A fan helps me, {number}.")
    make_comment(place, guest=tom, parent=root, body="Ice helps me.")
    return root, gina, tom


def test_a_guest_hears_by_mail_and_reads_on_the_private_page_where_it_went(client: Client) -> None:
    root, gina, tom = guests_talk()
    former = root.discussion.title
    topic = made(root)
    assert [one.to for one in post_all()] == [["gina@example.org"]], "once, and no unproved address"
    [message] = mail.outbox
    assert topic.discussion.title in message.body
    assert "A moderator moved it" in message.body
    for guest in (gina, tom):
        page = client.get(guest_links.url_of(guest)).content.decode()
        assert topic.discussion.title in page
        assert f"A moderator moved it here from “{former}”." in page
    undo(last_decision(), by=make_moderator())
    page = client.get(guest_links.url_of(gina)).content.decode()
    assert "A moderator moved it" not in page
    assert former in page
    assert [one.to for one in post_all()][1:] == [["gina@example.org"]], "and that it is back"
    assert former in mail.outbox[-1].body


def test_a_guest_hears_nothing_of_what_was_undone_at_once() -> None:
    root, _gina, _tom = guests_talk()
    made(root)
    undo(last_decision(), by=make_moderator())
    assert post_all() == []
    assert not Notice.objects.filter(kind=kinds.MOVED_BY_MAIL).exists()


def test_the_page_of_one_comment_says_that_it_was_moved_and_not_from_where_nobody_may_look(
    client: Client,
) -> None:
    one, two = make_topic("One way"), make_topic("Another way")
    newcomer = Newcomer(name="Gina", email="gina@example.org", device_key="key")
    posted = post(one.discussion, viewer=Viewer(), body="Mine.", newcomer=newcomer)
    decide(posted.comment, "approve", by=make_moderator())
    verbs.merge(one, two, by=make_moderator("Carol"))
    page = client.get(f"/guest/{posted.token}/").content.decode()
    assert "A moderator moved it here." in page
    assert "Another way" in page
    assert "One way" not in page


def test_who_follows_an_emptied_topic_follows_its_branch_and_no_more() -> None:
    one, two, rita = make_topic("One way"), make_topic("Another way"), make_member("Rita")
    follow(rita, of_discussion(one.discussion_id), Level.ALL)
    head = verbs.merge(one, two, by=make_moderator())
    now = Subscription.objects.filter(user=rita)
    assert now.filter(channel=of_branch(head.pk), level=Level.ALL).exists()
    assert not now.filter(channel=of_discussion(two.discussion_id)).exists()
    undo(last_decision(), by=make_moderator())
    assert [row.channel for row in now] == [of_discussion(one.discussion_id)]


def test_reports_cases_and_decisions_go_along_and_can_still_be_decided() -> None:
    place, root, reply = article_talk()
    make_report(reply, reason="claim")
    topic = made(root)
    case = Case.objects.get(comment=reply)
    assert case.discussion_id == topic.discussion_id
    reply = Comment.objects.get(pk=reply.pk)
    bob = make_moderator("Bo")
    outcome = decide(reply, "remove", by=bob, reason_code="claim", case=case)
    assert outcome.done and outcome.decision is not None
    undo(Decision.objects.filter(action="split").get(), by=bob)
    undo(outcome.decision, by=bob)
    reply.refresh_from_db()
    case.refresh_from_db()
    assert (reply.status, reply.discussion, case.discussion_id) == ("published", place, place.pk)
    assert not recount(place)


def test_the_reply_desk_follows_a_question() -> None:
    _place, root, reply = article_talk()
    Comment.objects.filter(pk=reply.pk).update(status=Status.REMOVED)
    reply_desk.refresh(root.discussion, root)
    assert ReplyWanted.objects.waiting().get().root == root
    topic = made(root)
    assert ReplyWanted.objects.waiting().get().discussion == topic.discussion
    undo(last_decision(), by=make_moderator())
    waiting = ReplyWanted.objects.waiting().get()
    assert (waiting.root, waiting.discussion) == (root, root.discussion)


def test_the_pages_show_first_what_they_would_do_and_keep_what_was_typed() -> None:
    place, root, _reply = article_talk()
    other = make_comment(place, author=make_member("Olga"), body="Something else.")
    board, bob = make_board(), signed_in(make_moderator())
    assert f"/c/{root.pk}/split/" in bob.get(place.url).content.decode()
    path = f"/c/{root.pk}/split/"
    assert "Olga: Something else." in bob.get(path).content.decode()
    sent = {"title": TITLE, "board": board.pk, "kind": TopicKind.TALK, "others": other.pk}
    response = bob.post(path, sent | {"title": "Hm"})
    assert response.status_code == 422 and 'value="Hm"' in response.content.decode()
    preview = bob.post(path, sent)
    assert preview.status_code == 200 and "3 comments go there" in preview.content.decode()
    assert not Transfer.objects.exists()
    response = bob.post(path, sent | {"confirm": "1"})
    assert response.status_code == 303
    other.refresh_from_db()
    assert other.discussion == Topic.objects.get().discussion


def test_the_page_to_merge_takes_an_address_or_a_number() -> None:
    one, two, bob = make_topic("One way"), make_topic("Another way"), signed_in(make_moderator())
    path = f"/t/{one.pk}/merge/"
    assert bob.get(path).status_code == 200
    for wrong in ("", "nothing", "/t/999/", str(one.pk)):
        response = bob.post(path, {"into": wrong, "confirm": "1"})
        assert response.status_code == 422, wrong
    address = f"https://testserver{two.get_absolute_url()}"
    assert "Another way" in bob.post(path, {"into": address}).content.decode()
    assert bob.post(path, {"into": str(two.pk), "confirm": "1"}).status_code == 303
    one.refresh_from_db()
    assert one.discussion.continued_at_id is not None
    panel = bob.get(f"/moderation/discussions/{two.discussion_id}/").content.decode()
    assert "Merged into another topic" in panel and "Take back" in panel


def test_what_is_sent_to_an_emptied_topic_by_an_open_page_is_not_lost() -> None:
    one, two = make_topic("One way"), make_topic("Another way")
    writer = signed_in(make_moderator("Mo"))
    head = verbs.merge(one, two, by=make_moderator())
    response = writer.post(f"/d/{one.discussion_id}/comment/", {"body": "Just typed."})
    assert response.status_code == 303
    posted = Comment.objects.get(body_source="Just typed.")
    assert (posted.discussion, posted.parent) == (two.discussion, head)


def test_a_notice_of_the_site_offers_nothing_to_do() -> None:
    place, root, _reply = article_talk()
    made(root)
    stub = Comment.objects.get(kind=CommentKind.NOTICE)
    page = signed_in(make_moderator()).get(place.url).content.decode()
    assert f"/c/{stub.pk}/reply/" not in page and f"/comments/{stub.pk}/remove/" not in page
    assert f"/c/{stub.pk}/helpful/" not in page and f"/c/{stub.pk}/split/" not in page
