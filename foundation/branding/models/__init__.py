from foundation.branding.models.setting import Setting
from foundation.branding.models.site_page import SitePage
from foundation.branding.models.text_version import TextVersion, VersionKind

__all__ = ["Setting", "SitePage", "TextVersion", "VersionKind"]
