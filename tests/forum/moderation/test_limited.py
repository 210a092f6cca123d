"""While personal data is hidden, a screen can be shared: on every page under /moderation/."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from forum.moderation.filters import Filters
from forum.moderation.models import Case, Decision
from forum.moderation.services import sanctions
from forum.moderation.services.decide import decide
from forum.moderation.services.searches import save
from tests.factories import make_comment, make_discussion, make_moderator
from tests.factories_moderation import case_of, make_known, make_report, signed_in

pytestmark = pytest.mark.django_db
SWITCH = "/moderation/decisions/limited/"
PERSONAL = (
    "Olga", "olga", "My mother in Ulm", "She lost her words", "Twice before", "Her own reason",
    "It hurt me",
)  # fmt: skip


@pytest.fixture
def case() -> Case:
    """Olga wrote, was reported, decided about and noted; her next comment waits."""
    bob, olga = make_moderator(), make_known("Olga")
    place = make_discussion("My mother in Ulm")
    earlier = make_comment(place, author=olga, body="She lost her words.")
    decide(
        earlier, "remove", by=bob, reason_code="other", reason_text="Her own reason.",
        note="Twice before.",
    )  # fmt: skip
    sanctions.add_note(olga, "Twice before, says Olga.", by=bob)
    sanctions.limit(olga, "warning", by=bob, reason="Her own reason.")
    now = make_comment(place, author=olga, body="She lost her words again.")
    make_report(now, reason="other", text="It hurt me.")
    save("Of Olga", tab="reported", filters=Filters(person="olga"), owner=bob, shared=False)
    return case_of(now)


@pytest.fixture
def own(case: Case) -> Client:
    return signed_in(User.objects.get(name="Bob"))


def pages(case: Case) -> list[str]:
    assert case.comment is not None
    return [
        "/moderation/",
        "/moderation/queue/reported/",
        "/moderation/queue/reported/?person=olga",
        "/moderation/queue/done/",
        f"/moderation/cases/{case.pk}/",
        "/moderation/people/olga/",
        "/moderation/people/olga/clear/",
        "/moderation/people/olga/limit/warning/",
        "/moderation/decisions/",
        "/moderation/searches/",
        f"/moderation/cases/{case.pk}/remove/",
        f"/moderation/discussions/{case.comment.discussion_id}/",
        f"/moderation/several/?verb=spam&c={case.comment.pk}",
        "/moderation/risk/",
        "/moderation/replies/",
        "/moderation/team/",
        "/moderation/who-waits/",
        "/moderation/rules/",
        "/moderation/figures/",
        "/moderation/keys/",
        "/moderation/statements.csv",
    ]


def shown(client: Client, path: str) -> list[str]:
    """What of it stands on the page, beside the address by which somebody came."""
    response = client.get(path)
    assert response.status_code == 200, path
    html = response.content.decode()
    for own_address in (path, path.replace("&", "&amp;"), "person=olga"):
        html = html.replace(own_address, "")
    return [words for words in PERSONAL if words in html]


def test_one_switch_hides_it_on_every_page_and_shows_it_again(own: Client, case: Case) -> None:
    before = {path: shown(own, path) for path in pages(case)}
    for path in ("/moderation/", f"/moderation/cases/{case.pk}/", "/moderation/people/olga/",
                 "/moderation/decisions/", "/moderation/statements.csv"):  # fmt: skip
        assert before[path], path
    own.post(SWITCH, {"hide": "1"})
    assert {path: shown(own, path) for path in pages(case)} == {path: [] for path in pages(case)}
    own.post(SWITCH)
    assert {path: shown(own, path) for path in pages(case)} == before


def test_each_page_says_so_in_a_line_and_leads_back_to_itself(own: Client, case: Case) -> None:
    own.post(SWITCH, {"hide": "1"})
    for path in pages(case)[:-1]:
        html = own.get(path).content.decode()
        assert "Personal data is hidden" in html, path
        assert "Show personal data again" in html, path
    answer = own.post(SWITCH, {"back": "/moderation/people/olga/"})
    assert answer.headers["Location"] == "/moderation/people/olga/"
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "/forum/"):
        answer = own.post(SWITCH, {"back": elsewhere})
        assert answer.headers["Location"] == "/moderation/decisions/"


def test_what_can_be_told_without_a_name_is_told(own: Client, case: Case) -> None:
    own.post(SWITCH, {"hide": "1"})
    html = own.get("/moderation/queue/reported/").content.decode()
    assert f"Case {case.pk}" in html
    assert "1 person" in html
    html = own.get("/moderation/people/olga/").content.decode()
    assert "A member" in html
    assert "Warning" in html
    assert "by Bob" in html


def test_nothing_is_decided_by_who_cannot_see_it(own: Client, case: Case) -> None:
    own.post(SWITCH, {"hide": "1"})
    number = Decision.objects.count()
    answer = own.post(f"/moderation/cases/{case.pk}/spam/")
    assert "Nothing was done" in answer.content.decode()
    assert Decision.objects.count() == number
    assert "Olga" not in answer.content.decode()


def test_it_ends_with_the_session_and_is_nobody_elses(own: Client, case: Case) -> None:
    own.post(SWITCH, {"hide": "1"})
    bob = User.objects.get(name="Bob")
    for other in (signed_in(bob), signed_in(make_moderator("Carol"))):
        assert "Olga" in other.get("/moderation/queue/reported/").content.decode()
