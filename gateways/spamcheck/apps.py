from django.apps import AppConfig


class SpamcheckConfig(AppConfig):
    name = "gateways.spamcheck"
    label = "spamcheck"

    def ready(self) -> None:
        from gateways.spamcheck import rules  # noqa: F401  registers the rule
