from django.urls import path

from forum.notifications.views import follow, guest, notices, operate, settings, unsubscribe

urlpatterns = [
    path("notifications/", notices.notices, name="notifications"),
    path("notifications/read/", notices.read, name="notifications-read"),
    path("notifications/settings/", settings.settings, name="notifications-settings"),
    path("notifications/pause/", settings.pause, name="notifications-pause"),
    path("notifications/resume/", settings.resume, name="notifications-resume"),
    path("follow/<slug:kind>/<int:pk>/", follow.follow, name="follow"),
    path("guest/<str:token>/mail/", guest.mail, name="guest-mail"),
    path("guest/<str:token>/mail/pause/", guest.pause, name="guest-mail-pause"),
    path("guest/<str:token>/mail/resume/", guest.resume, name="guest-mail-resume"),
    path("guest/<str:token>/mail/<int:pk>/", guest.level, name="guest-mail-level"),
    path("following/", follow.follow_list, name="following"),
    path("following/<int:pk>/", follow.follow_change, name="following-change"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("unsubscribe/<str:token>/all/", unsubscribe.unsubscribe_all, name="unsubscribe-all"),
    path("desk/mail/", operate.mail, name="desk-mail"),
    path("desk/mail/stopped/", operate.stopped, name="desk-mail-stopped"),
    path("desk/mail/stopped/<int:pk>/lift/", operate.lift, name="desk-mail-lift"),
    path("desk/mail/test/", operate.mail_test, name="desk-mail-test"),
]
