from importlib import import_module

from django.apps import AppConfig


class PortabilityConfig(AppConfig):
    name = "gateways.portability"
    label = "portability"

    def ready(self) -> None:
        import_module("gateways.portability.rules")
