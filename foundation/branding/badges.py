"""What a badge of a kind says and shows. A badge is words and an icon; colour only repeats them."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Badge(NamedTuple):
    label: str | Promise
    icon: str


BADGES: Mapping[str, Badge] = {
    "moderator": Badge(_("Moderator"), "shield"),
    "editor": Badge(_("Editor"), "pen"),
    "administrator": Badge(_("Administrator"), "key"),
    "staff": Badge(_("Staff"), "shield"),
    "author": Badge(_("Author"), "pen"),
    "clinician": Badge(_("Clinician"), "pulse"),
    "member": Badge(_("Member"), "person"),
    "guest": Badge(_("Guest"), "person"),
    "question": Badge(_("Question"), "question"),
    "unanswered": Badge(_("No answer yet"), "clock"),
    "helpful": Badge(_("Helpful answer"), "check"),
    "reviewed": Badge(_("Reviewed by our team"), "shield"),
    "new": Badge(_("New"), "dot"),
    "pinned": Badge(_("Pinned"), "pin"),
    "locked": Badge(_("Closed to replies"), "lock"),
    "held": Badge(_("Waiting for a moderator"), "clock"),
    "hidden": Badge(_("Hidden"), "eye-off"),
    "draft": Badge(_("Draft"), "pen"),
    "scheduled": Badge(_("Scheduled"), "clock"),
    "published": Badge(_("Published"), "check"),
    "removed": Badge(_("Removed"), "trash"),
    "rejected": Badge(_("Not published"), "close"),
    "spam": Badge(_("Spam"), "alert"),
    "reported": Badge(_("Reported"), "flag"),
    "suspended": Badge(_("Suspended"), "clock"),
    "edited": Badge(_("Edited"), "pen"),
}
PLAIN = Badge("", "dot")
