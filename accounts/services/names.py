"""Which shown names are allowed: long enough, honest, and nobody else's."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.models.user import NAME_LENGTH, Kind
from foundation.branding import settings
from foundation.text.names import clean_name, is_reserved_name, skeleton

SHORTEST = 2
ADDRESS = re.compile(r"\S@\S+\.\S|://|\bwww\.", re.IGNORECASE)


def check(name: str, *, person: User | None = None) -> str:
    """
    The name as it will be stored, or ValidationError with a sentence.

    Guests pass the same check: nobody without an account may look like somebody with one.
    `person` is the one who keeps or changes their own name.
    """
    name = clean_name(name)
    if len(name) < SHORTEST:
        raise ValidationError(_("Please give a name of at least two characters."), code="short")
    if len(name) > NAME_LENGTH:
        raise ValidationError(
            ngettext(
                "Please use a name of at most %(limit)d characters. This one has %(count)d.",
                "Please use a name of at most %(limit)d characters. This one has %(count)d.",
                len(name),
            )
            % {"limit": NAME_LENGTH, "count": len(name)},
            code="long",
        )
    if ADDRESS.search(name):
        raise ValidationError(
            _("Everybody sees the name, so please leave addresses out of it."), code="address"
        )
    if not any(char.isalpha() for char in name):
        raise ValidationError(_("Please use at least one letter."), code="signs")
    if is_reserved_name(name) or skeleton(name) == skeleton(str(settings.get("site_name"))):
        raise ValidationError(
            _("This name could be taken for the team of this site. Please choose another."),
            code="reserved",
        )
    found = User.objects.filter(kind=Kind.PERSON, name_skeleton=skeleton(name))
    if person is not None:
        found = found.exclude(pk=person.pk)
    if found.exists():
        raise taken()
    return name


def taken() -> ValidationError:
    return ValidationError(
        _("Somebody here already has this name, or one that looks like it. Please choose another."),
        code="taken",
    )
