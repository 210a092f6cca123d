"""A tsvector with a GIN index, in a table of its own, so that both engines have the same models.

The configuration `threadwell_words` stems English and has no stop words, as FTS5 has none.
"""

from collections.abc import Sequence

from django.db import connection

from foundation.search.engines.port import RANKED, Entry, Match
from foundation.search.query import Query, Term
from foundation.search.words import token

# Stands between title and body, so that no phrase reaches from one into the other.
_GAP = "zzgapq"


class PostgresEngine:
    def put(self, entry: Entry, *, before: Entry | None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PUT, [entry.id, entry.kind, entry.title, f"{_GAP} {entry.body}"])

    def drop(self, before: Entry) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE document_id = %s", [before.id])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words")

    def match(self, query: Query, *, kinds: Sequence[str], limit: int, newest: bool) -> list[Match]:
        sql = _SQL.format(order=_NEWEST if newest else _BEST, kinds=_OF_KINDS if kinds else "")
        wanted = [list(kinds)] if kinds else []
        with connection.cursor() as cursor:
            cursor.execute(sql, [_expression(query), *wanted, RANKED, limit])
            return [Match(*row) for row in cursor.fetchall()]


_PUT = """
INSERT INTO search_words (document_id, kind, words) VALUES (
    %s, %s,
    setweight(to_tsvector('threadwell_words', %s), 'A')
    || setweight(to_tsvector('threadwell_words', %s), 'B')
)
ON CONFLICT (document_id) DO UPDATE SET kind = excluded.kind, words = excluded.words
"""
_SQL = """
SELECT document.id, document.kind, document.ref, hit.score
FROM (
    SELECT document_id, ts_rank('{{0, 0, 0.125, 1}}', words, wanted, 1) AS score
    FROM search_words, to_tsquery('threadwell_words', %s) AS wanted
    WHERE words @@ wanted {kinds} ORDER BY document_id DESC LIMIT %s
) AS hit
JOIN search_document AS document ON document.id = hit.document_id
ORDER BY {order} LIMIT %s
"""
_OF_KINDS = "AND kind = ANY(%s)"
_BEST = "hit.score DESC, document.id DESC"
_NEWEST = "document.updated_at DESC, document.id DESC"


def _expression(query: Query) -> str:
    """Tokens are letters only, so nothing in them can be read as an operator."""
    joined = (" & " if query.join == "all" else " | ").join(map(_phrase, query.terms))
    without = "".join(f" & !{_phrase(term)}" for term in query.without)
    return f"({joined}){without}"


def _phrase(term: Term) -> str:
    return "(" + " <-> ".join(map(token, term)) + ")"
