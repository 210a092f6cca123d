from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        from accounts.viewer import Viewer  # noqa: PLC0415  models must be loaded first
        from foundation.search import api as search  # noqa: PLC0415

        search.identify(Viewer.of)
