from django.db import models


class Bucket(models.Model):
    """How much of an allowance is used: `level` leaks away with time."""

    key = models.CharField(max_length=64, primary_key=True)  # a keyed hash, never a name
    level = models.FloatField(default=0)
    at = models.FloatField(db_index=True)  # Unix seconds of the last change; the daily pruning

    def __str__(self) -> str:
        return self.key[:8]
