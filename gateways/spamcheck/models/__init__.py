from gateways.spamcheck.models.answer import Answer

__all__ = ["Answer"]
