"""FTS5. The table holds no text of its own and hangs on no other table, so that Django may rebuild
its tables as it likes; an entry is taken out by the words that were put in.
"""

from collections.abc import Sequence

from django.db import connection

from foundation.search.engines.port import RANKED, TITLE_WEIGHT, Entry, Match
from foundation.search.query import Query, Term
from foundation.search.words import token


class SqliteEngine:
    def put(self, entry: Entry, *, before: Entry | None) -> None:
        if before:
            self.drop(before)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_words (rowid, kind, title, body) VALUES (%s, %s, %s, %s)",
                [entry.id, token(entry.kind), entry.title, entry.body],
            )

    def drop(self, before: Entry) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_words (search_words, rowid, kind, title, body)"
                " VALUES ('delete', %s, %s, %s, %s)",
                [before.id, token(before.kind), before.title, before.body],
            )

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words (search_words) VALUES ('delete-all')")

    def match(self, query: Query, *, kinds: Sequence[str], limit: int, newest: bool) -> list[Match]:
        with connection.cursor() as cursor:
            cursor.execute(
                _SQL.format(order=_NEWEST if newest else _BEST),
                [TITLE_WEIGHT, _expression(query, kinds), RANKED, limit],
            )
            return [Match(*row) for row in cursor.fetchall()]


_SQL = """
SELECT document.id, document.kind, document.ref, -hit.score
FROM (
    SELECT rowid, bm25(search_words, 0.0, %s, 1.0) AS score
    FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC LIMIT %s
) AS hit
JOIN search_document AS document ON document.id = hit.rowid
ORDER BY {order} LIMIT %s
"""
_BEST = "hit.score, document.id DESC"
_NEWEST = "document.updated_at DESC, document.id DESC"


def _expression(query: Query, kinds: Sequence[str]) -> str:
    """Tokens are letters only, so nothing in them can be read as an operator."""
    joined = (" AND " if query.join == "all" else " OR ").join(map(_phrase, query.terms))
    expression = f"{{title body}} : ({joined})"
    if kinds:
        wanted = " OR ".join(f'"{token(kind)}"' for kind in kinds)
        expression = f"({expression}) AND ({{kind}} : ({wanted}))"
    if query.without:
        unwanted = " OR ".join(map(_phrase, query.without))
        expression = f"({expression}) NOT ({{title body}} : ({unwanted}))"
    return expression


def _phrase(term: Term) -> str:
    return '"' + " ".join(map(token, term)) + '"'
