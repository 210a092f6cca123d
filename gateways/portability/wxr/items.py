"""What stands in an export, as read: no judgement yet, every value a text."""

from dataclasses import dataclass, field


class WxrError(Exception):
    """The file cannot be read: where (line and column, from 1) and why."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.line = line
        self.column = column
        self.reason = reason


@dataclass(slots=True)
class WxrHead:
    """What the channel says of itself."""

    version: str = ""
    title: str = ""
    link: str = ""
    base_blog_url: str = ""
    base_site_url: str = ""
    pub_date: str = ""


@dataclass(slots=True)
class WxrAuthor:
    id: str = ""
    login: str = ""
    email: str = ""
    display_name: str = ""


@dataclass(slots=True)
class WxrTerm:
    """A category or tag, in the list of the channel or on a post."""

    domain: str = ""
    slug: str = ""
    name: str = ""


@dataclass(slots=True)
class WxrComment:
    line: int = 0
    id: str = ""
    author: str = ""
    email: str = ""
    url: str = ""
    ip: str = ""
    date: str = ""
    date_gmt: str = ""
    content: str = ""
    approved: str = ""
    type: str = ""
    parent: str = ""
    user_id: str = ""


@dataclass(slots=True)
class WxrPost:
    """An item of the channel: a post, page, attachment, menu entry or anything else."""

    line: int = 0
    id: str = ""
    title: str = ""
    link: str = ""
    guid: str = ""
    creator: str = ""
    content: str = ""
    excerpt: str = ""
    date: str = ""
    date_gmt: str = ""
    pub_date: str = ""
    modified_gmt: str = ""
    name: str = ""
    status: str = ""
    type: str = ""
    password: str = ""
    comment_status: str = ""
    terms: list[WxrTerm] = field(default_factory=list)
    comments: list[WxrComment] = field(default_factory=list)


type WxrItem = WxrHead | WxrAuthor | WxrTerm | WxrPost
