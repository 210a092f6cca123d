"""How forms are drawn: every field through the one element, in templates/elements/field.html."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    field_template_name = "elements/field.html"
