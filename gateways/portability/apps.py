from django.apps import AppConfig


class PortabilityConfig(AppConfig):
    name = "gateways.portability"
    label = "portability"
