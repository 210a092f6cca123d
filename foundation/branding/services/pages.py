from __future__ import annotations

import re
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from foundation.branding.models import SitePage, TextVersion
from foundation.branding.models.site_page import Slug
from foundation.branding.services.save_text import note_page
from foundation.pagecache import versions
from foundation.text import RENDER_VERSION, render_markdown

_NUMBERED: Final = re.compile(r"<(h[2-4])>(?=([1-9]\d?)\.\s)")


def with_anchors(html: str) -> str:
    """Headings that begin with a number, such as "3. Be kind", can be linked to as #rule-3."""
    return _NUMBERED.sub(r'<\1 id="rule-\2">', html)


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


@transaction.atomic
def edit_page(page: SitePage, *, title: str, body_source: str, by_id: int | None) -> SitePage:
    """Save the page; what it said before and what it says now stay as versions."""
    before = SitePage.objects.get(pk=page.pk)
    if not history_of(page.slug).exists():
        note_page(page.slug, title=before.title, body=before.body_source, by_id=before.edited_by_id)
    page.title = title
    page.body_source = body_source
    page.body_html = render_markdown(body_source, "article")
    page.render_version = RENDER_VERSION
    page.edited_at = timezone.now()
    page.edited_by_id = by_id
    page.full_clean(validate_constraints=False)
    page.save()
    note_page(page.slug, title=title, body=body_source, by_id=by_id)
    versions.bump(versions.SITE)
    return page


def history_of(slug: str) -> QuerySet[TextVersion]:
    """What the page said, the last first."""
    found = TextVersion.objects.filter(key=f"page:{slug}").select_related("by")
    return found.order_by("-id")


def default_text(slug: str) -> str:
    return render_to_string(f"branding/defaults/{slug}.txt").strip()


def forget_unedited(*, using: str = "default") -> int:
    """Let pages nobody edited take the text of this release at their next reading."""
    return SitePage.objects.using(using).filter(edited_at__isnull=True).delete()[0]
