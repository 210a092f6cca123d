from foundation.activity.models.event import Event
from foundation.activity.models.receipt import Receipt

__all__ = ["Event", "Receipt"]
