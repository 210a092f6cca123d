"""What came of incoming mails, for operators to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gateways.mailin.models import Incoming


@admin.register(Incoming)
class IncomingAdmin(admin.ModelAdmin[Incoming]):
    list_display = ("at", "source", "outcome", "reason", "person", "comment")
    list_filter = ("outcome", "reason", "source")
    list_select_related = ("person", "comment")
    ordering = ("-at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
