"""Floor 1. One search port, one adapter for each database engine.

`api` is what other apps use: `from foundation.search import api as search`.
"""
