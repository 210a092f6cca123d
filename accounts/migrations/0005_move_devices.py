"""Each guest's device gets a row of its own. Run again, it goes on where it was stopped."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def lay_out(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guest: Any = apps.get_model("accounts", "Guest")
    device: Any = apps.get_model("accounts", "GuestDevice")
    known = guest.objects.exclude(device_hash="")
    rows = known.values_list("pk", "device_hash", "created_at").order_by("pk")
    device.objects.bulk_create(
        (
            device(guest_id=pk, key_hash=key_hash, linked_at=at)
            for pk, key_hash, at in rows.iterator(chunk_size=1000)
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


def put_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guest: Any = apps.get_model("accounts", "Guest")
    devices = apps.get_model("accounts", "GuestDevice").objects.order_by("pk")
    for guest_id, key_hash in devices.values_list("guest_id", "key_hash").iterator():
        guest.objects.filter(pk=guest_id, device_hash="").update(device_hash=key_hash)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_devices_of_guests"),
    ]

    operations = [migrations.RunPython(lay_out, put_back)]
