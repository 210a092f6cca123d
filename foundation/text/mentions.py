"""People named in a text as `@handle`. Who they are is asked of a floor above, once a text."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Of one text; whoever names more people at once means nobody.
MOST = 10

# Neither an address (`me@example.org`, `@a@example.org`) nor the end of one (`@https://`).
_MENTION = re.compile(
    r"(?<![A-Za-z0-9_@/.+-])@([A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}[A-Za-z0-9])?)(?![\w@]|-\w|://)"
)

type Ask = Callable[[Collection[str]], Mapping[str, str]]
_asked: list[Ask] = []


def join(ask: Ask) -> None:
    """Join at start. `ask` is given handles in lower case, and answers with the addresses of the
    pages of those that are somebody's."""
    _asked.append(ask)


def handles_in(words: Iterable[str]) -> list[str]:
    """The handles in some stretches of plain text, in order, each once, at most MOST."""
    found: dict[str, None] = {}
    for stretch in words:
        if "@" in stretch:
            found |= dict.fromkeys(name.lower() for name in _MENTION.findall(stretch))
    return list(found)[:MOST]


def words_of(tokens: Iterable[Token]) -> list[str]:
    """The plain text of a parsed body, without code and without links."""
    return [
        child.content
        for token in tokens
        for child, is_linked in _with_links(token.children or ())
        if child.type == "text" and not is_linked
    ]


def link_mentions(state: StateCore) -> None:
    """The rule: whoever is somebody becomes a link to their page."""
    handles = handles_in(words_of(state.tokens))
    if not handles:
        return
    addresses = {name: url for ask in _asked for name, url in ask(handles).items()}
    if not addresses:
        return
    for token in state.tokens:
        if token.children and "@" in token.content:
            token.children = [
                part
                for child, is_linked in _with_links(token.children)
                for part in (
                    _parts(child, addresses) if child.type == "text" and not is_linked else [child]
                )
            ]


def is_mention(token: Token) -> bool:
    return bool(token.meta.get("mention"))


def _with_links(children: Iterable[Token]) -> Iterable[tuple[Token, bool]]:
    depth = 0
    for child in children:
        if child.type in ("link_open", "link_close") and not is_mention(child):
            depth += child.nesting
        yield child, depth > 0


def _parts(text: Token, addresses: Mapping[str, str]) -> list[Token]:
    parts: list[Token] = []
    done = 0
    for match in _MENTION.finditer(text.content):
        url = addresses.get(match[1].lower())
        if url is None:
            continue
        parts.append(_text(text, text.content[done : match.start()]))
        parts.append(
            Token(
                "link_open", "a", 1, attrs={"href": url}, meta={"mention": True}, level=text.level
            )
        )
        parts.append(_text(text, match.group()))
        parts.append(Token("link_close", "a", -1, meta={"mention": True}, level=text.level))
        done = match.end()
    parts.append(_text(text, text.content[done:]))
    return parts


def _text(like: Token, content: str) -> Token:
    return Token("text", "", 0, content=content, level=like.level)
