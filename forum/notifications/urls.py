from django.urls import path

from forum.notifications.views import notices

urlpatterns = [
    path("notifications/", notices.notices, name="notifications"),
    path("notifications/read/", notices.read, name="notifications-read"),
]
