from django.apps import AppConfig


class BrandingConfig(AppConfig):
    name = "foundation.branding"
    label = "branding"
