"""
The sample takes seconds to lay in, so each module does it once, in a transaction around it.

pytest reads this file before Django is set up, so the site's own modules are imported later.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

# What happened stays written down until it is pruned, like everything that ever happened here.
HISTORY = {"activity.Event", "activity.Receipt"}


def rows() -> dict[str, int]:
    return {
        model._meta.label: count
        for model in apps.get_models()
        if model._meta.label not in HISTORY and (count := model._default_manager.count())
    }


@dataclass(frozen=True, slots=True)
class Sample:
    """`before`: the rows of the site without it. `said`: what the command wrote."""

    before: dict[str, int]
    said: str
    folder: Path

    @property
    def accounts(self) -> dict[str, tuple[str, str]]:
        """Address and password by the label of the table on the console."""
        lines = [line.rsplit(maxsplit=2) for line in self.said.splitlines() if "@" in line]
        return {label.strip(): (email, password) for label, email, password in lines}


@pytest.fixture(scope="module")
def laid_in(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sample]:
    from foundation.branding import kept
    from foundation.branding import settings as site_settings

    folder, said = tmp_path_factory.mktemp("data"), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        # This is set up before what empties the memory for each test: another's settings stay out.
        kept.forget()
        site_settings.forget()
        patch.setattr(settings, "DATA_DIR", folder)
        before = rows()
        call_command("sample", "load", stdout=said)
        with django_db_blocker.block():
            yield Sample(before, said.getvalue(), folder)
        transaction.set_rollback(True)


@pytest.fixture
def sample(laid_in: Sample, db: None) -> Sample:
    return laid_in
