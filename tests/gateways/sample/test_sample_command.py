from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from gateways.portability.sample import mark
from gateways.portability.sample.load import Clash, load
from tests.factories import make_member


@pytest.mark.parametrize("taken", ["Bob Ferris", "Bоb Ferris"])
def test_a_name_that_is_taken_stops_it_before_anything_is_written(db: None, taken: str) -> None:
    make_member(taken)

    with pytest.raises(Clash, match="Bob Ferris"):
        load()
    assert User.objects.count() == 1


def test_a_public_site_gets_no_sample_accounts(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.SITE_URL = "https://community.example.org"
    settings.SITE_HOST = "community.example.org"

    with pytest.raises(CommandError, match="Sample accounts exist"):
        call_command("sample", "load")
    assert not User.objects.exists()
    assert not mark.path().exists()
