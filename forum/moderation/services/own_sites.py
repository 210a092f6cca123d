from django.db import transaction

from forum.moderation import own_sites
from forum.moderation.models import LinkedSite
from forum.moderation.models.site import HOST_LENGTH
from foundation.branding import settings


def collect() -> bool:
    """Keep the sites that articles link to as they are now. Returns whether the list changed."""
    now = {host for host in own_sites.collect() if len(host) <= HOST_LENGTH}
    with transaction.atomic():
        before = set(LinkedSite.objects.values_list("host", flat=True))
        if now == before:
            return False
        LinkedSite.objects.filter(host__in=before - now).delete()
        new = [LinkedSite(host=host) for host in sorted(now - before)]
        LinkedSite.objects.bulk_create(new, ignore_conflicts=True)
        settings.move_mark(own_sites.MARK)
    return True
