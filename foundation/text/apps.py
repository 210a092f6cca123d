from django.apps import AppConfig


class TextConfig(AppConfig):
    name = "foundation.text"
    label = "text"
