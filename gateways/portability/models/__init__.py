from gateways.portability.models.imported import ImportedItem, ItemKind
from gateways.portability.models.old_path import OldPath
from gateways.portability.models.sample_item import SampleItem

__all__ = ["ImportedItem", "ItemKind", "OldPath", "SampleItem"]
