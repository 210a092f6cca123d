from importlib import import_module

from django.apps import AppConfig


class PortabilityConfig(AppConfig):
    name = "gateways.portability"
    label = "portability"

    def ready(self) -> None:
        from forum.comments import slots
        from gateways.portability import queries

        import_module("gateways.portability.rules")
        slots.add_anchors(queries.anchors_of)
