"""The queue in the operators' admin: the library's list, and a way to run dead jobs again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from foundation.jobs.models import Job
from foundation.jobs.services.retry_dead import retry_dead

admin.site.unregister(DBTaskResult)


@admin.register(Job)
class JobAdmin(DBTaskResultAdmin):
    actions = ["run_again"]

    @admin.action(description=_("Run dead jobs again"), permissions=["view"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        revived = sum(retry_dead(job) for job in queryset)
        self.message_user(
            request,
            ngettext("%(count)d job runs again.", "%(count)d jobs run again.", revived)
            % {"count": revived},
        )
