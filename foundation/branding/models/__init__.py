from foundation.branding.models.setting import Setting
from foundation.branding.models.site_page import SitePage

__all__ = ["Setting", "SitePage"]
