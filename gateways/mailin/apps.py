from django.apps import AppConfig


class MailinConfig(AppConfig):
    name = "gateways.mailin"
    label = "mailin"
    verbose_name = "Replies by mail"
