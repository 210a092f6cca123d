"""What a service against spam is asked and answers. config chooses which one, or none."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Question:
    """What leaves the site: the text and where it is to stand; the rest where the owner agreed."""

    text: str
    page: str
    is_reply: bool
    website: str = ""
    name: str = ""
    email: str = ""
    network: str = ""  # an address that stands for a whole block, never somebody's own


class Verdict(Enum):
    FINE = "fine"
    SPAM = "spam"
    BLATANT = "blatant"  # so clear that nobody need look


class Away(Exception):
    """The service gave no answer that can be used. Its words are for the log of the operator."""


class Service(Protocol):
    def ask(self, question: Question) -> Verdict:
        """Raises Away; waits some seconds at most."""

    def correct(self, question: Question, verdict: Verdict) -> None:
        """It was fine, or spam, whatever was answered. Raises Away."""


def service() -> Service | None:
    chosen: str = settings.SPAM_SERVICE
    return cast(Service, import_string(chosen)()) if chosen else None
