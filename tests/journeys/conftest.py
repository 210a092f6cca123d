"""
Several people with browsers of their own, each watched.

pytest reads this file before Django is set up, so the site's own modules are imported later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.watch import Watch

LOOK = Path(__file__).with_name("look.js")


@pytest.fixture(params=[True, False], ids=["scripted", "plain"])
def script(request: pytest.FixtureRequest) -> bool:
    """With JavaScript, and without."""
    return bool(request.param)


@pytest.fixture
def somebody(new_person: Callable[..., Any], live_server: Any) -> Iterator[Callable[..., Any]]:
    """
    `somebody()` is a stranger's page, `somebody(bob)` the page of Bob, who has signed in.

    Whatever went wrong on any of them fails the journey at its end.
    """
    watches: list[Watch] = []

    def open_page(user: Any = None, **options: Any) -> Any:
        page = new_person(**options)
        page.set_default_timeout(20_000)
        page.add_init_script(path=LOOK)
        watches.append(Watch(page, live_server.url))
        if user is not None:
            sign_in(page, user, str(live_server.url))
        return page

    yield open_page
    assert [fault for watch in watches for fault in watch.faults] == []


def sign_in(page: Any, user: Any, url: str) -> None:
    """The session of somebody who signed in before the journey began."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.fixture
def no_pauses() -> None:
    """The pauses between two texts of one person, which the rules' own tests measure."""
    from foundation.branding import settings

    for key in ("reply_wait_seconds", "topic_wait_seconds", "guest_wait_seconds", "form_seconds"):
        settings.set_value(key, 0)
