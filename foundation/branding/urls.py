from django.urls import path, register_converter

from foundation.branding.models.site_page import Slug
from foundation.branding.views import page, settings


class PageSlugConverter:
    """The pages there are, and no other address."""

    regex = "|".join(Slug.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PageSlugConverter, "site_page")

urlpatterns = [
    path("desk/settings/", settings.site_settings, name="site-settings"),
    path("desk/settings/pages/<slug:slug>/", settings.edit_site_page, name="site-page-edit"),
    path("<site_page:slug>/", page.site_page, name="site-page"),
]
