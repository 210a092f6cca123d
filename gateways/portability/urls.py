from django.urls import path

from gateways.portability.views.old_comment import old_comment

urlpatterns = [
    path("old-comment/", old_comment, name="old-comment"),
]
