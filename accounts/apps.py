from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        from accounts import mentions, policies
        from foundation.branding.policies import add_refusal
        from foundation.text.mentions import join

        join(mentions.pages_of)
        add_refusal(policies.refusal_of)
