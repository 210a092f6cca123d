from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "gateways.live"
    label = "live"
