"""pytest may read this before Django is set up, so our own modules are imported later."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.REPLY_ADDRESS = "reply@in.example.org"


@pytest.fixture
def adele(db: None) -> Any:
    from tests.factories_moderation import make_known

    return make_known("Adele")


@pytest.fixture
def topic(db: None) -> Any:
    from tests.factories_topics import make_topic

    return make_topic("How do you plan a day?").discussion
