from django.db import models

HOST_LENGTH = 253


class LinkedSite(models.Model):
    """
    A site that a published article links to, by its host. Made of the articles again and again
    (forum.moderation.services.own_sites); nobody writes it by hand.
    """

    host = models.CharField(max_length=HOST_LENGTH)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["host"], name="linkedsite_once"),
            models.CheckConstraint(condition=~models.Q(host=""), name="linkedsite_has_host"),
        )

    def __str__(self) -> str:
        return self.host
