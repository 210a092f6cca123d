from django.apps import AppConfig


class MailinConfig(AppConfig):
    name = "gateways.mailin"
    label = "mailin"
    verbose_name = "Replies by mail"

    def ready(self) -> None:
        from forum.notifications import answers
        from gateways.mailin import offer

        answers.join(offer.offer)
