from foundation.pagecache.models.version import Version

__all__ = ["Version"]
