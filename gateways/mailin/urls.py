from django.urls import path

from gateways.mailin.views import webhook

urlpatterns = [path("mail/incoming/", webhook.incoming, name="mail-incoming")]
