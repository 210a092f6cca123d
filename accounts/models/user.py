from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.text.names import skeleton

HANDLE_LENGTH = 40
NAME_LENGTH = 40


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Kind(models.TextChoices):
    """A person, the site itself speaking, or what stays of a person who left."""

    PERSON = "person", _("Person")
    SYSTEM = "system", _("The site")
    ERASED = "erased", _("Former member")


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, *, handle: str, name: str, **fields: Any
    ) -> "User":
        """Make a person. The caller has checked the name and made the handle."""
        user = self.model(
            email=self.normalize_email(email).lower(),
            handle=handle,
            name=name,
            name_skeleton=skeleton(name),
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def site(self) -> "User":
        """The system author that signs the site's own notices."""
        user, _made = self.get_or_create(
            kind=Kind.SYSTEM,
            defaults={
                "handle": "_site",
                "name": "Threadwell",
                "name_skeleton": "_site",
                "email": "",
                "password": "!",
            },
        )
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account. `name` is shown, `handle` stands in addresses, e-mail never is."""

    handle = models.CharField(_("handle"), max_length=HANDLE_LENGTH, unique=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_skeleton = models.CharField(max_length=NAME_LENGTH * 2, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.MEMBER)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PERSON, editable=False)
    about = models.TextField(_("about you"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    # What a member chose on pages of floors above, by name: the order of comments, say.
    choices: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(
        default=dict, blank=True, editable=False
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["handle", "name"]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="user_email_unique"
            ),
            models.UniqueConstraint(
                "name_skeleton", condition=models.Q(kind="person"), name="user_name_unique"
            ),
            models.UniqueConstraint(
                "kind", condition=models.Q(kind="system"), name="user_one_system_author"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="user_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(handle=Lower("handle")), name="user_handle_lower_case"
            ),
        )
        indexes = (
            # The team: a handful among many members.
            models.Index(
                fields=["role", "name"], condition=~models.Q(role="member"), name="user_team"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.handle])

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATOR

    @property
    def is_moderator(self) -> bool:
        return self.is_active and self.role in (Role.MODERATOR, Role.ADMINISTRATOR)

    @property
    def is_editor(self) -> bool:
        return self.is_active and self.role in (Role.EDITOR, Role.ADMINISTRATOR)

    @property
    def is_staff_member(self) -> bool:
        return self.is_active and self.role != Role.MEMBER

    # What Django's admin asks. Only an administrator enters it, and may do everything there.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_administrator


def display(user: User) -> str:
    """How allauth's pages and mails name a person."""
    return user.name
