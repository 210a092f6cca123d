"""Without a mail server mails are files, and a person reads them in the terminal."""

from __future__ import annotations

import stat
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, InvalidMailer


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MAILERS = {
        "default": {"BACKEND": "config.mail.FolderMailer", "OPTIONS": {"folder": str(tmp_path)}}
    }
    return tmp_path


def test_a_mail_is_kept_as_a_file_for_its_owner_alone(folder: Path) -> None:
    EmailMessage("Hello", "A line", "site@example.org", ["alice@example.org"]).send()
    (kept,) = folder.iterdir()
    assert kept.suffix == ".eml"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert message_from_bytes(kept.read_bytes())["To"] == "alice@example.org"


def test_a_mail_is_readable_in_the_terminal(folder: Path, capsys: Any) -> None:
    link = "http://localhost:8000/accounts/confirm-email/" + "a" * 90 + "/"
    text = f"Grüße,\n\nplease confirm: {link}\n"
    EmailMessage("Bitte bestätigen", text, "site@example.org", ["alice@example.org"]).send()
    shown = capsys.readouterr().err
    assert "alice@example.org" in shown
    assert "Bitte bestätigen" in shown
    assert "Grüße," in shown
    assert link in shown  # in one piece, ready to be clicked


def test_each_mail_has_a_file_of_its_own(folder: Path) -> None:
    for _number in range(5):
        mail.mailers.default.send_messages([EmailMessage("S", "b", "a@b.org", ["c@d.org"])])
    assert len(list(folder.iterdir())) == 5


def test_a_mailer_without_a_folder_says_so(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "config.mail.FolderMailer"}}
    with pytest.raises(InvalidMailer):
        _made = mail.mailers.default
