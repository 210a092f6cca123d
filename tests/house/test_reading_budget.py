"""Too many pages made for one network: it waits, and nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from config import page_cache
from foundation.branding import settings as site_settings
from foundation.limits.memory import Allowance
from foundation.limits.network import client_address, is_own
from tests.factories import make_member
from tests.factories_topics import make_topic

STRANGER = "203.0.113.9"
NEIGHBOUR = "203.0.113.77"
ELSEWHERE = "198.51.100.4"


@pytest.fixture(autouse=True)
def three_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.PAGE_CACHE = True
    settings.WORKERS = 1
    monkeypatch.setattr(page_cache, "_allowance", Allowance())
    yield


@pytest.fixture
def path(db: None) -> str:
    site_settings.set_value("pages_a_minute", 3)
    return make_topic().get_absolute_url()


def ask(
    path: str,
    address: str = STRANGER,
    client: Client | None = None,
    headers: dict[str, str] | None = None,
) -> Any:
    return (client or Client()).get(path, REMOTE_ADDR=address, headers=headers or {})


def use_up(path: str) -> None:
    for number in range(3):
        assert ask(f"{path}?unknown={number}").status_code == HTTPStatus.OK


def test_who_asks_for_too_many_is_told_to_wait(path: str) -> None:
    use_up(path)
    answer = ask(f"{path}?unknown=4")
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 1 <= int(answer.headers["Retry-After"]) <= 20
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    text = answer.content.decode()
    assert "Please wait a little" in text
    assert "Threadwell" in text
    assert not answer.cookies


def test_the_whole_network_waits_and_no_other(path: str) -> None:
    use_up(path)
    assert ask(f"{path}?unknown=4", NEIGHBOUR).status_code == 429
    assert ask(f"{path}?unknown=4", ELSEWHERE).status_code == 200


def test_a_kept_page_costs_nothing(path: str) -> None:
    assert ask(path, ELSEWHERE).status_code == 200
    use_up(path)
    for _ in range(5):
        assert ask(path).status_code == 200
    assert ask("/forum/").status_code == 429


def test_a_page_that_was_refused_is_kept_for_nobody(path: str) -> None:
    use_up(path)
    assert ask(path).status_code == 429
    assert ask(path, ELSEWHERE).status_code == 200
    assert ask(path).status_code == 200


def test_members_and_whoever_has_a_cookie_of_ours_go_on(path: str) -> None:
    use_up(path)
    member = Client()
    member.force_login(make_member("Charlie"))
    guest = Client()
    guest.cookies["guest"] = "x"
    for somebody in (member, guest):
        for _ in range(5):
            assert ask(path, client=somebody).status_code == 200


def test_signing_in_and_what_machines_need_stay_open(path: str) -> None:
    use_up(path)
    for open_path in ("/robots.txt", "/healthz", "/readyz", "/accounts/login/"):
        assert ask(open_path).status_code == 200, open_path
    member = Client()
    answer = member.post("/accounts/login/", {}, REMOTE_ADDR=STRANGER)
    assert answer.status_code != 429


def test_an_invented_address_helps_nobody(path: str) -> None:
    use_up(path)
    forwarded = {"x-forwarded-for": ELSEWHERE, "x-real-ip": ELSEWHERE, "forwarded": "for=1.2.3.4"}
    assert ask(f"{path}?unknown=4", headers=forwarded).status_code == 429


def test_behind_a_counted_proxy_the_reader_is_counted(path: str, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(3):
        ask(f"{path}?unknown={number}", "127.0.0.1", headers={"x-forwarded-for": STRANGER})
    assert (
        ask(f"{path}?unknown=4", "127.0.0.1", headers={"x-forwarded-for": STRANGER}).status_code
        == 429
    )
    assert (
        ask(f"{path}?unknown=4", "127.0.0.1", headers={"x-forwarded-for": ELSEWHERE}).status_code
        == 200
    )


def test_behind_a_proxy_that_nobody_counted_readers_are_not_taken_for_one(path: str) -> None:
    for address in ("127.0.0.1", "10.1.2.3", "::1", ""):
        for number in range(5):
            assert ask(f"{path}?unknown={number}", address).status_code == 200


def test_no_limit_is_a_limit_one_may_choose(path: str) -> None:
    site_settings.set_value("pages_a_minute", 0)
    for number in range(10):
        assert ask(f"{path}?unknown={number}").status_code == 200


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("192.168.1.1", True),
        ("203.0.113.9", False),
        ("::ffff:10.0.0.1", True),
        ("fd00::1", True),
        ("2001:db8::1", False),
        ("", True),
        ("rubbish", True),
    ],
)
def test_which_addresses_say_nothing_about_who_asks(rf: Any, address: str, own: bool) -> None:
    assert is_own(client_address(rf.get("/", REMOTE_ADDR=address))) is own
