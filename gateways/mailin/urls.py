from django.urls import path

from gateways.mailin.views import events, webhook

urlpatterns = [
    path("mail/incoming/", webhook.incoming, name="mail-incoming"),
    path("mail/events/", events.events, name="mail-events"),
]
