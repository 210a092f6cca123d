from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        from accounts import policies
        from foundation.branding.policies import add_refusal

        add_refusal(policies.refusal_of)
