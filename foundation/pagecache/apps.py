from django.apps import AppConfig


class PagecacheConfig(AppConfig):
    name = "foundation.pagecache"
    label = "pagecache"
