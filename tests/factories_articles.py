"""Articles and what belongs to them, made through the services that make them in the site."""

import io
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from accounts.viewer import Viewer
from articles.models import Article, Author, Picture, Series, Tag
from articles.services import pictures, publish, taxonomy, write
from forum.comments.models import AudienceKind
from forum.topics.models import Board, Topic
from forum.topics.services import boards
from forum.topics.services.ask import ask
from tests.factories import make_moderator

_numbers = count(1)

BODY = "Warm weather makes nerves slower.\n\nRest **before** you are tired."


def make_series(title: str = "Need to know", **fields: Any) -> Series:
    return taxonomy.save_series(title=title, **fields)


def make_author(name: str = "Nora Quill", **fields: Any) -> Author:
    return taxonomy.save_author(name=name, **fields)


def make_tag(name: str = "heat") -> Tag:
    return taxonomy.tags_named([name])[0]


def make_draft(title: str = "", *, by: User | None = None, **fields: Any) -> Article:
    title = title or f"Heat and nerves {next(_numbers)}"
    return write.create(by=by, **{"title": title, "body_source": BODY} | fields)


def make_article(
    title: str = "", *, by: User | None = None, at: datetime | None = None, **fields: Any
) -> Article:
    """A published one."""
    article = make_draft(title, by=by, **fields)
    publish.publish(article, by=by, at=at)
    return article


def picture_file(
    width: int = 640, height: int = 480, kind: str = "JPEG", name: str = "p.jpg", **save: Any
) -> ContentFile[bytes]:
    target = io.BytesIO()
    mode = "RGBA" if kind in ("PNG", "WEBP") else "RGB"
    Image.new(mode, (width, height), "teal").save(target, kind, **save)
    return ContentFile(target.getvalue(), name=name)


def make_picture(alt: str = "A glass of water", **fields: Any) -> Picture:
    return pictures.add(picture_file(), alt=alt, by=None, **fields)


def make_board(name: str = "Daily life", *, audience: str = AudienceKind.PUBLIC) -> Board:
    return boards.make(f"{name} {next(_numbers)}", audience=audience)


def make_topic(title: str, *, board: Board, tags: Iterable[str] = ()) -> Topic:
    """An open question that a member of the team asked, so that no rule holds it."""
    asker = User.objects.filter(name="Bob").first() or make_moderator()
    asked = ask(
        board, viewer=Viewer.for_user(asker), title=title, body="What do you know?", tags=tags
    )
    return asked.topic
