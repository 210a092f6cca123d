from gateways.mailin.models.incoming import Incoming, Outcome, Source

__all__ = ["Incoming", "Outcome", "Source"]
