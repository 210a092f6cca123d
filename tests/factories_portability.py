"""Small WordPress exports, written here: one builder for each thing that stands in one."""

from io import BytesIO
from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The old site</title>
<pubDate>Tue, 05 Jan 2021 10:00:00 +0000</pubDate>
"""


def wxr_text(*items: str, version: str = "1.2", base: str = "https://old.example") -> str:
    facts = element("wp:wxr_version", version) + element("wp:base_blog_url", base)
    return f"{HEAD}{facts}{''.join(items)}</channel></rss>"


def wxr(*items: str, version: str = "1.2", base: str = "https://old.example") -> BytesIO:
    return BytesIO(wxr_text(*items, version=version, base=base).encode())


def element(name: str, value: object) -> str:
    return "" if value is None else f"<{name}>{escape(str(value))}</{name}>\n"


def wxr_author(number: int, login: str, *, name: str = "", email: str | None = None) -> str:
    return (
        f"<wp:author>{element('wp:author_id', number)}{element('wp:author_login', login)}"
        f"{element('wp:author_email', f'{login}@old.example' if email is None else email)}"
        f"{element('wp:author_display_name', name or login.title())}</wp:author>\n"
    )


def wxr_post(
    number: int | None = 1,
    *comments: str,
    title: str = "Resting early",
    body: str = "Rest before you are tired.\n\nThen go on.",
    status: str | None = "publish",
    kind: str | None = "post",
    date: str = "2020-03-04 05:06:07",
    creator: str = "edith",
    name: str | None = None,
    link: str | None = None,
    password: str = "",
    comment_status: str = "open",
    excerpt: str = "",
    tags: tuple[str, ...] = (),
) -> str:
    link = link if link is not None else f"https://old.example/2020/03/post-{number}/"
    name = name if name is not None else f"post-{number}"
    terms = "".join(
        f'<category domain="post_tag" nicename="{escape(tag.lower())}">{escape(tag)}</category>'
        for tag in tags
    )
    return (
        "<item>\n"
        + element("title", title)
        + element("link", link)
        + element("dc:creator", creator)
        + element("content:encoded", body)
        + element("excerpt:encoded", excerpt)
        + element("wp:post_id", number)
        + element("wp:post_date", date)
        + element("wp:post_date_gmt", date)
        + element("wp:comment_status", comment_status)
        + element("wp:post_name", name)
        + element("wp:status", status)
        + element("wp:post_type", kind)
        + element("wp:post_password", password)
        + terms
        + "".join(comments)
        + "</item>\n"
    )


def wxr_comment(
    number: int | str,
    body: str = "That helped me.",
    *,
    parent: int | str = 0,
    approved: str = "1",
    kind: str = "",
    name: str = "Gina",
    email: str = "gina@example.org",
    website: str = "",
    user: int = 0,
    date: str = "2020-04-01 08:00:00",
) -> str:
    return (
        "<wp:comment>\n"
        + element("wp:comment_id", number)
        + element("wp:comment_author", name)
        + element("wp:comment_author_email", email)
        + element("wp:comment_author_url", website)
        + element("wp:comment_author_IP", "203.0.113.7")
        + element("wp:comment_date", date)
        + element("wp:comment_date_gmt", date)
        + element("wp:comment_content", body)
        + element("wp:comment_approved", approved)
        + element("wp:comment_type", kind)
        + element("wp:comment_parent", parent)
        + element("wp:comment_user_id", user)
        + "</wp:comment>\n"
    )
