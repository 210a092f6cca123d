from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "gateways.ops"
    label = "ops"
