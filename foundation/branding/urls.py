from django.urls import path, register_converter

from foundation.branding.models.site_page import Slug
from foundation.branding.views import page, settings, texts


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
    path("desk/texts/", texts.site_texts, name="site-texts"),
    path("desk/texts/new/<slug:shelf>/", texts.new_text, name="site-text-new"),
    path("desk/texts/<str:key>/", texts.site_text, name="site-text"),
    path("desk/texts/<str:key>/default/", texts.default_text, name="site-text-default"),
    path("desk/texts/<str:key>/retire/", texts.retire_text, name="site-text-retire"),
    path("<site_page:slug>/", page.site_page, name="site-page"),
]
