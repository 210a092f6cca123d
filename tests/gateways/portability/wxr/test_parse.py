from io import BytesIO

import pytest

from gateways.portability.wxr import parse as parser
from gateways.portability.wxr.items import WxrAuthor, WxrError, WxrHead, WxrItem, WxrPost, WxrTerm
from gateways.portability.wxr.parse import parse
from tests.factories_portability import (
    HEAD,
    wxr,
    wxr_author,
    wxr_comment,
    wxr_post,
    wxr_text,
)


def read(data: bytes | str) -> list[WxrItem]:
    return list(parse(BytesIO(data.encode() if isinstance(data, str) else data)))


def posts(data: bytes | str) -> list[WxrPost]:
    return [item for item in read(data) if isinstance(item, WxrPost)]


def fault(data: bytes | str) -> WxrError:
    with pytest.raises(WxrError) as caught:
        read(data)
    return caught.value


def test_everything_an_export_says_is_read() -> None:
    term = (
        "<wp:tag><wp:tag_slug>heat</wp:tag_slug><wp:tag_name>Heat</wp:tag_name></wp:tag>"
        "<wp:category><wp:category_nicename>life</wp:category_nicename>"
        "<wp:cat_name>Life</wp:cat_name></wp:category>"
    )
    comment = wxr_comment(7, "Yes", parent=5, approved="0", user=2, website="https://x.example")
    post = wxr_post(3, comment, tags=("Heat",), password="secret", excerpt="In short")
    found = read(wxr_text(wxr_author(2, "edith"), term, post))

    assert [type(item) for item in found] == [WxrAuthor, WxrTerm, WxrTerm, WxrPost, WxrHead]
    author, tag, category, item, head = found
    assert isinstance(author, WxrAuthor)
    assert (author.id, author.login, author.display_name) == ("2", "edith", "Edith")
    assert tag == WxrTerm("post_tag", "heat", "Heat")
    assert category == WxrTerm("category", "life", "Life")
    assert isinstance(head, WxrHead)
    assert (head.version, head.base_blog_url) == ("1.2", "https://old.example")
    assert isinstance(item, WxrPost)
    assert (item.id, item.status, item.type, item.password) == ("3", "publish", "post", "secret")
    assert (item.excerpt, item.creator) == ("In short", "edith")
    assert item.terms == [WxrTerm("post_tag", "heat", "Heat")]
    (answer,) = item.comments
    assert (answer.id, answer.parent, answer.approved, answer.user_id) == ("7", "5", "0", "2")
    assert (answer.content, answer.ip, answer.url) == ("Yes", "203.0.113.7", "https://x.example")


def test_meta_and_unknown_elements_are_passed_over_wherever_they_stand() -> None:
    meta = "<wp:postmeta><title>Wrong</title><wp:status>private</wp:status></wp:postmeta>"
    strange = "<wp:other><wp:comment><wp:comment_id>9</wp:comment_id></wp:comment></wp:other>"
    item = wxr_post(
        1,
        meta,
        strange,
        wxr_comment(2, "Here").replace(
            "</wp:comment>",
            "<wp:commentmeta><wp:comment_content>Wrong</wp:comment_content></wp:commentmeta>"
            "</wp:comment>",
        ),
    )
    (post,) = posts(wxr_text(item))

    assert (post.title, post.status) == ("Resting early", "publish")
    assert [comment.content for comment in post.comments] == ["Here"]


def test_the_first_of_two_equal_elements_counts() -> None:
    item = wxr_post(1, "<wp:status>publish</wp:status>", status="private")
    assert posts(wxr_text(item))[0].status == "private"


def test_prefixes_are_known_by_their_namespace_not_by_their_letters() -> None:
    text = wxr_text(wxr_post(1)).replace("xmlns:wp=", "xmlns:w=").replace("<wp:", "<w:")
    assert posts(text.replace("</wp:", "</w:"))[0].id == "1"
    https = wxr_text(wxr_post(1)).replace("http://wordpress.org", "https://wordpress.org")
    assert posts(https)[0].id == "1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_the_encoding_the_file_names_is_used(encoding: str) -> None:
    name = "windows-1252" if encoding == "cp1252" else encoding.removesuffix("-sig")
    text = wxr_text(wxr_post(1, title="Müde, aber da")).replace("UTF-8", name)
    assert posts(text.encode(encoding))[0].title == "Müde, aber da"


def test_text_in_another_encoding_than_named_is_refused_with_its_line() -> None:
    text = wxr_text(wxr_post(1, title="Müde"))
    error = fault(text.encode("iso-8859-1"))
    assert error.line == text[: text.index("Müde")].count("\n") + 1


@pytest.mark.parametrize("name", ["no-such", "utf-7", "shift_jis", "rot13", "zip"])
def test_an_encoding_nobody_can_read_is_refused(name: str) -> None:
    assert fault(wxr_text().replace("UTF-8", name)).reason


def test_empty_lines_before_the_declaration_are_forgiven_and_counted() -> None:
    assert posts("\n \n" + wxr_text(wxr_post(1)))[0].id == "1"
    assert fault("\n\n\n<rss><channel></rss>").line == 4


ENTITY = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [ENTITY, OUTSIDE, "<!DOCTYPE rss>", '<!DOCTYPE a SYSTEM "h">'])
def test_a_document_type_is_refused_before_anything_is_expanded(doctype: str) -> None:
    text = wxr_text(wxr_post(1, title="x")).replace("<rss", f"{doctype}\n<rss", 1)
    assert "document type" in fault(text).reason


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "   \n",
        "not xml",
        wxr_text(wxr_post(1))[:-30],
        wxr_text(wxr_post(1)).replace("</item>", ""),
        wxr_text(wxr_post(1, title="a")).replace("<title>a", "<title>a & b"),
        wxr_text(wxr_post(1, title="a")).replace("<title>a", "<title>a\x08b"),
        wxr_text(wxr_post(1, title="a")).replace("<title>a", "<title>a\x00b"),
        wxr_text(wxr_post(1, title="a")).replace("<title>a", "<title>a&#0;b"),
        wxr_text(wxr_post(1, title="a")).replace("<title>a", "<title>&nbsp;"),
        wxr_text(wxr_post(1, title="a")).replace("<title>a", "<title><![CDATA[a"),
        wxr_text(wxr_post(1, title="a")).replace("<title>a", "<title><![CDATA[<![CDATA[]]>]]>"),
        wxr_text("<unknown:thing/>"),
        wxr_text() + "<rss/>",
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason(broken: str) -> None:
    error = fault(broken)
    assert error.line >= 1
    assert error.column >= 1
    assert error.reason


def test_the_fault_is_named_where_it_stands() -> None:
    good = wxr_text(wxr_post(1, title="mark"))
    at = good.index("mark")
    error = fault(good.replace("mark", "ma & rk"))
    assert error.line == good[:at].count("\n") + 1
    assert "line" in str(error)


@pytest.mark.parametrize(
    "other",
    [
        "<html><body/></html>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<rss version='2.0'><channel><item><title>Plain</title></item></channel></rss>",
        "<rss version='2.0'><other/></rss>",
    ],
)
def test_what_is_no_wordpress_export_is_refused(other: str) -> None:
    assert "WordPress" in fault(other).reason


def test_elements_nested_too_deep_are_refused() -> None:
    deep = "<x>" * 60 + "</x>" * 60
    assert "deeper" in fault(HEAD + deep + "</channel></rss>").reason


def test_an_endless_field_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "MAX_FIELD", 1_000)
    assert posts(wxr_text(wxr_post(1, body="a" * 1_000)))
    assert "content:encoded" in fault(wxr_text(wxr_post(1, body="a" * 1_001))).reason


def test_an_endless_attribute_or_remark_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "MAX_MARK", 200_000)
    for mark in (f'<x a="{"a" * 900_000}"/>', f"<!--{'a' * 900_000}-->"):
        assert "longer" in fault(wxr_text(mark)).reason


def test_a_long_text_outside_the_known_fields_costs_no_memory() -> None:
    meta = f"<wp:postmeta><wp:meta_value>{'a' * 5_000_000}</wp:meta_value></wp:postmeta>"
    assert posts(wxr_text(wxr_post(1, meta)))[0].id == "1"


def test_items_come_one_by_one_while_the_file_is_read() -> None:
    file = wxr(*(wxr_post(number, body="a" * 50_000) for number in range(1, 30)))
    items = parse(file)
    next(items)
    assert file.tell() < len(file.getvalue()) / 2
