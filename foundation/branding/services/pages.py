from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone

from foundation.branding.models import SitePage
from foundation.branding.models.site_page import Slug
from foundation.pagecache import versions
from foundation.text import RENDER_VERSION, render_markdown


def page(slug: str) -> SitePage:
    """The page, written at its first reading from the text that comes with the software."""
    found = SitePage.objects.filter(slug=slug).first()
    if found is not None:
        return found
    source = default_text(slug)
    written, _fresh = SitePage.objects.get_or_create(
        slug=slug,
        defaults={
            "title": str(Slug(slug).label),
            "body_source": source,
            "body_html": render_markdown(source, "article"),
            "render_version": RENDER_VERSION,
        },
    )
    return written


def edit_page(page: SitePage, *, title: str, body_source: str, by_id: int | None) -> SitePage:
    page.title = title
    page.body_source = body_source
    page.body_html = render_markdown(body_source, "article")
    page.render_version = RENDER_VERSION
    page.edited_at = timezone.now()
    page.edited_by_id = by_id
    page.full_clean(validate_constraints=False)
    page.save()
    versions.bump(versions.SITE)
    return page


def default_text(slug: str) -> str:
    return render_to_string(f"branding/defaults/{slug}.txt").strip()


def forget_unedited(*, using: str = "default") -> int:
    """Let pages nobody edited take the text of this release at their next reading."""
    return SitePage.objects.using(using).filter(edited_at__isnull=True).delete()[0]
