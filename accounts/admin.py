"""For operators only: people and sanctions as they stand in the tables."""

from typing import ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.models import Sanction, User
from foundation.pagecache import versions


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ("name", "handle", "role", "is_active", "joined_at")
    list_filter = ("role", "is_active", "kind")
    search_fields = ("name", "handle", "email")
    fields = ("name", "handle", "email", "role", "is_active", "about", "joined_at", "last_login")
    readonly_fields = ("name", "handle", "email", "joined_at", "last_login")

    def has_add_permission(self, request: object) -> bool:
        return False  # people are made by signing up or by `manage.py person`

    def has_delete_permission(self, request: object, obj: User | None = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        versions.bump(versions.SITE)


@admin.register(Sanction)
class SanctionAdmin(admin.ModelAdmin[Sanction]):
    list_display = ("kind", "user", "guest", "starts_at", "ends_at", "lifted_at")
    readonly_fields: ClassVar[tuple[str, ...]] = (
        "kind", "user", "guest", "reason", "note", "starts_at", "ends_at", "by", "lifted_at",
        "lifted_by",
    )  # fmt: skip

    def has_add_permission(self, request: object) -> bool:
        return False
