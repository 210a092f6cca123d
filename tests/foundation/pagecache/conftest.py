from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def kept(settings: Any) -> None:
    """The page cache is on, as in the site."""
    settings.PAGE_CACHE = True


@pytest.fixture
def visitor(kept: None) -> Client:
    return Client()


@pytest.fixture
def comes_from_cache(visitor: Client) -> Callable[..., bool]:
    """Whether an address is answered without being made: only the counters are read."""

    def ask(path: str, **options: Any) -> bool:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            visitor.get(path, **options)
        return len(queries) == 1

    return ask
