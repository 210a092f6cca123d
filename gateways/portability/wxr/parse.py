"""
A streaming reader of WXR files that trusts nothing in them.

Only one item is held in memory at a time. Document types are refused outright, and with them
every entity, so nothing is expanded and nothing is fetched. Depth, field length and the length
of a single mark are bounded, and unknown elements are passed over wherever they stand.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from gateways.portability.wxr.items import (
    WxrAuthor,
    WxrComment,
    WxrError,
    WxrHead,
    WxrItem,
    WxrPost,
    WxrTerm,
)

CHUNK: Final = 64 * 1024
# The deepest element of the format stands at level 6 (rss, channel, item, comment, meta, key).
MAX_DEPTH: Final = 32
# Forty times the longest article the site takes; a longer field is an attack or a broken file.
MAX_FIELD: Final = 4_000_000
# One tag, attribute or comment must fit in the parser's buffer.
MAX_MARK: Final = 8_000_000

NAMESPACES: Final = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
}

HEAD_FIELDS: Final = {
    "wp:wxr_version": "version",
    "title": "title",
    "link": "link",
    "wp:base_blog_url": "base_blog_url",
    "wp:base_site_url": "base_site_url",
    "pubDate": "pub_date",
}
AUTHOR_FIELDS: Final = {
    "wp:author_id": "id",
    "wp:author_login": "login",
    "wp:author_email": "email",
    "wp:author_display_name": "display_name",
}
CATEGORY_FIELDS: Final = {"wp:category_nicename": "slug", "wp:cat_name": "name"}
TAG_FIELDS: Final = {"wp:tag_slug": "slug", "wp:tag_name": "name"}
POST_FIELDS: Final = {
    "wp:post_id": "id",
    "title": "title",
    "link": "link",
    "guid": "guid",
    "dc:creator": "creator",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "pubDate": "pub_date",
    "wp:post_modified_gmt": "modified_gmt",
    "wp:post_name": "name",
    "wp:status": "status",
    "wp:post_type": "type",
    "wp:post_password": "password",
    "wp:comment_status": "comment_status",
}
COMMENT_FIELDS: Final = {
    "wp:comment_id": "id",
    "wp:comment_author": "author",
    "wp:comment_author_email": "email",
    "wp:comment_author_url": "url",
    "wp:comment_author_IP": "ip",
    "wp:comment_date": "date",
    "wp:comment_date_gmt": "date_gmt",
    "wp:comment_content": "content",
    "wp:comment_approved": "approved",
    "wp:comment_type": "type",
    "wp:comment_parent": "parent",
    "wp:comment_user_id": "user_id",
}

type Record = WxrHead | WxrAuthor | WxrTerm | WxrPost | WxrComment


def parse(file: BinaryIO) -> Iterator[WxrItem]:
    """
    Yield what stands in the file, in its order; the head last, when all of it is known.

    Raises WxrError at the first fault. What was yielded before it must not be kept by a caller
    who promises all or nothing: read the file to its end once before writing.
    """
    reader = _Reader()
    reader.skip_blank_start(file)
    while chunk := file.read(CHUNK):
        reader.feed(chunk)
        yield from reader.take()
    reader.close()
    yield from reader.take()


class _Reader:
    """Expat's handlers. A stack of open elements, and the record each of them fills."""

    def __init__(self) -> None:
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._text
        self._expat.StartDoctypeDeclHandler = self._refuse_doctype
        self._fed = 0
        self._blank_lines = 0
        self._open: list[str] = []
        self._ready: list[WxrItem] = []
        self._head = WxrHead()
        self._speaks_wordpress = False
        # The record being filled, its table of fields and the level its fields stand at.
        self._record: Record | None = None
        self._fields: dict[str, str] = {}
        self._level = 0
        self._post: WxrPost | None = None
        # The field being read.
        self._field = ""
        self._pieces: list[str] = []
        self._length = 0

    def skip_blank_start(self, file: BinaryIO) -> None:
        """Plugins often print empty lines in front of an export; a declaration must come first."""
        blank = b""
        while (byte := file.read(1)) and byte in b" \t\r\n":
            blank += byte
            if len(blank) > CHUNK:
                raise self._error(_("The file begins with a long empty stretch."))
        self._blank_lines = blank.count(b"\n")
        if byte:
            self.feed(byte)

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk, final=False)
        self._fed += len(chunk)
        if self._fed - max(self._expat.CurrentByteIndex, 0) > MAX_MARK:
            raise self._error(_("A single tag or remark is longer than any export needs."))

    def close(self) -> None:
        if not self._fed:
            raise self._error(_("The file is empty."))
        self._parse(b"", final=True)
        if not self._speaks_wordpress:
            raise self._error(_("This is not a WordPress export: nothing in it is WordPress's."))
        self._ready.append(self._head)

    def take(self) -> list[WxrItem]:
        ready, self._ready = self._ready, []
        return ready

    def _parse(self, data: bytes, *, final: bool) -> None:
        try:
            self._expat.Parse(data, final)
        except expat.ExpatError as error:
            raise WxrError(
                error.lineno + self._blank_lines, error.offset + 1, _reason(error.code)
            ) from error
        except (LookupError, ValueError) as error:
            # Raised by Python while it looks for the encoding the file names.
            raise self._error(_("The file names an encoding that cannot be read.")) from error

    def _error(self, reason: str) -> WxrError:
        return WxrError(self._line(), self._expat.CurrentColumnNumber + 1, reason)

    def _line(self) -> int:
        return self._expat.CurrentLineNumber + self._blank_lines

    def _refuse_doctype(self, *_declared: object) -> None:
        raise self._error(
            _("The file declares a document type or entities. An export has none: it is refused.")
        )

    # Elements

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _short(name)
        if len(self._open) >= MAX_DEPTH:
            raise self._error(_("Elements are nested deeper than any export needs."))
        self._open.append(tag)
        self._speaks_wordpress = self._speaks_wordpress or tag.startswith("wp:")
        depth = len(self._open)
        if depth == 1 and tag != "rss":
            raise self._error(_("This is not a WordPress export: it does not begin with <rss>."))
        if depth == 2 and tag != "channel":
            raise self._error(_("This is not a WordPress export: <channel> is missing."))
        if depth == 3:
            self._start_of_channel(tag)
        elif depth == 4 and self._post is not None:
            self._start_of_item(tag, attributes)
        if self._record is not None and depth == self._level and tag in self._fields:
            self._begin(self._fields[tag])

    def _start_of_channel(self, tag: str) -> None:
        match tag:
            case "item":
                self._post = WxrPost(line=self._line())
                self._fill(self._post, POST_FIELDS, 4)
            case "wp:author":
                self._fill(WxrAuthor(), AUTHOR_FIELDS, 4)
            case "wp:category":
                self._fill(WxrTerm(domain="category"), CATEGORY_FIELDS, 4)
            case "wp:tag":
                self._fill(WxrTerm(domain="post_tag"), TAG_FIELDS, 4)
            case _:
                self._fill(self._head, HEAD_FIELDS, 3)

    def _start_of_item(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "wp:comment":
            self._fill(WxrComment(line=self._line()), COMMENT_FIELDS, 5)
        elif tag == "category":
            domain, slug = attributes.get("domain", ""), attributes.get("nicename", "")
            self._fill(WxrTerm(domain=domain, slug=slug), {"category": "name"}, 4)

    def _end(self, name: str) -> None:
        depth = len(self._open)
        tag = self._open.pop()
        if self._field and depth == self._level:
            self._finish()
        if depth == 3:
            self._end_of_channel_child()
        elif depth == 4 and self._post is not None and tag in {"wp:comment", "category"}:
            self._end_of_item_child(self._post)

    def _end_of_channel_child(self) -> None:
        if isinstance(self._record, WxrAuthor | WxrTerm | WxrPost):
            self._ready.append(self._record)
        self._record, self._post = None, None

    def _end_of_item_child(self, post: WxrPost) -> None:
        if isinstance(self._record, WxrComment):
            post.comments.append(self._record)
        elif isinstance(self._record, WxrTerm):
            post.terms.append(self._record)
        self._fill(post, POST_FIELDS, 4)

    def _fill(self, record: Record, fields: dict[str, str], level: int) -> None:
        self._record, self._fields, self._level = record, fields, level

    # Fields

    def _begin(self, field: str) -> None:
        self._field, self._pieces, self._length = field, [], 0

    def _text(self, text: str) -> None:
        if not self._field or len(self._open) != self._level:
            return
        self._length += len(text)
        if self._length > MAX_FIELD:
            raise self._error(
                _("The field “%(field)s” is longer than %(limit)d characters.")
                % {"field": self._open[-1], "limit": MAX_FIELD}
            )
        self._pieces.append(text)

    def _finish(self) -> None:
        # The first of two equal elements counts, as in WordPress.
        if not getattr(self._record, self._field):
            setattr(self._record, self._field, "".join(self._pieces).strip())
        self._field, self._pieces = "", []


def _short(name: str) -> str:
    """An element's name with the prefix this module knows it by, whatever the file calls it."""
    uri, _space, local = name.rpartition(" ")
    if not uri:
        return local
    if uri in NAMESPACES:
        return f"{NAMESPACES[uri]}:{local}"
    scheme, _mark, rest = uri.partition("://")
    if scheme in {"http", "https"} and rest.startswith("wordpress.org/export/"):
        return f"excerpt:{local}" if rest.rstrip("/").endswith("/excerpt") else f"wp:{local}"
    return f"?:{local}"


def _reason(code: int) -> str:
    reasons: dict[str, Callable[[], str]] = {
        expat.errors.XML_ERROR_INVALID_TOKEN: lambda: _(
            "Something XML does not allow stands here: a bare & or <, a control character, "
            "the end mark of a CDATA section without its start, or text in another encoding."
        ),
        expat.errors.XML_ERROR_TAG_MISMATCH: lambda: _(
            "An element is closed by the end mark of another."
        ),
        expat.errors.XML_ERROR_NO_ELEMENTS: lambda: _("The file ends before it is complete."),
        expat.errors.XML_ERROR_UNCLOSED_TOKEN: lambda: _("The file ends inside a tag."),
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: lambda: _(
            "The file ends inside a CDATA section."
        ),
        expat.errors.XML_ERROR_UNDEFINED_ENTITY: lambda: _("An entity is used that XML lacks."),
        expat.errors.XML_ERROR_BAD_CHAR_REF: lambda: _(
            "A character is named by a number that XML does not allow."
        ),
        expat.errors.XML_ERROR_UNBOUND_PREFIX: lambda: _(
            "An element has a prefix the file does not explain."
        ),
        expat.errors.XML_ERROR_UNKNOWN_ENCODING: lambda: _(
            "The file names an encoding that cannot be read."
        ),
        expat.errors.XML_ERROR_INCORRECT_ENCODING: lambda: _(
            "The file is not in the encoding it names."
        ),
    }
    message = expat.errors.messages.get(code, _("The file is not well-formed."))
    plain = reasons.get(message)
    return plain() if plain else message
