"""Which shown names are allowed: long enough, honest, and nobody else's."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.models.user import NAME_LENGTH, Kind
from foundation.text.names import clean_name, is_reserved_name, skeleton

SHORTEST = 2


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
    if is_reserved_name(name):
        raise ValidationError(
            _("This name could be taken for the team of this site. Please choose another."),
            code="reserved",
        )
    taken = User.objects.filter(kind=Kind.PERSON, name_skeleton=skeleton(name))
    if person is not None:
        taken = taken.exclude(pk=person.pk)
    if taken.exists():
        raise ValidationError(
            _(
                "Somebody here already has this name, or one that looks like it. "
                "Please choose another."
            ),
            code="taken",
        )
    return name
