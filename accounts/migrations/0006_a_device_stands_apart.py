from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_move_devices"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="guest", name="guest_one_per_device"),
        migrations.RemoveField(model_name="guest", name="device_hash"),
    ]
