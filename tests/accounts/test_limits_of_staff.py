"""A limit counts for those who keep the site too, on pages below and above people."""

import pytest
from django.test import Client

from forum.topics.models import Board
from foundation.branding import settings
from tests.factories import make_administrator, suspend

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited() -> Client:
    ada = make_administrator()
    suspend(ada, reason="Please be kind.")
    client = Client()
    client.force_login(ada)
    return client


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/desk/settings/", {"site_name": "Mine"}),
        ("/desk/settings/pages/guidelines/", {"title": "Mine", "body_source": "Mine"}),
        ("/forum/boards/", {"name": "Mine", "audience_kind": "public", "position": "0"}),
    ],
)
def test_an_administrator_under_a_limit_reads_and_changes_nothing(
    limited: Client, path: str, fields: dict[str, str]
) -> None:
    assert limited.get(path).status_code == 200
    answer = limited.post(path, fields)
    assert answer.status_code == 403
    assert "Please be kind." in answer.content.decode()
    assert settings.get("site_name") != "Mine"
    assert not Board.objects.filter(name="Mine").exists()
