"""Real threads in three shapes, and files that are none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forum.comments.models import Comment, CommentKind
from tests.bench import pages, threads

REDDIT = [
    {
        "uri": "/comments/1/",
        "body": [
            {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {"id": "1"}}]}},
            {
                "kind": "Listing",
                "data": {
                    "children": [
                        {
                            "kind": "t1",
                            "data": {
                                "id": "a",
                                "parent_id": "t3_1",
                                "created_utc": 1.0e9,
                                "body": "A *root*",
                                "replies": {
                                    "kind": "Listing",
                                    "data": {
                                        "children": [
                                            {
                                                "kind": "t1",
                                                "data": {
                                                    "id": "b",
                                                    "parent_id": "t1_a",
                                                    "created_utc": 1.0e9 + 5,
                                                    "body": "A reply",
                                                    "replies": "",
                                                },
                                            },
                                            {"kind": "more", "data": {"children": ["c"]}},
                                        ]
                                    },
                                },
                            },
                        }
                    ]
                },
            },
        ],
    }
]
DISCOURSE = {
    "/t/1/1.json": {
        "post_stream": {
            "posts": [
                {
                    "post_number": 1,
                    "created_at": "2020-01-01T00:00:00.000Z",
                    "cooked": "<p>One</p>",
                },
                {
                    "post_number": 2,
                    "created_at": "2020-01-01T00:01:00.000Z",
                    "reply_to_post_number": 1,
                    "cooked": "<p>Two<script>no()</script></p>",
                },
            ]
        }
    }
}
POSTS = (
    '<posts><row Id="1" CreationDate="2011-10-11T19:42:20.713" Body="&lt;p&gt;Why?&lt;/p&gt;"/>'
    '<row Id="2" ParentId="1" CreationDate="2011-10-12T19:42:20.713" Body="Because"/></posts>'
)
COMMENTS = (
    '<comments><row Id="7" PostId="2" Text="a &lt; b" CreationDate="2011-10-13T00:00:00.1"/>'
    "</comments>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reddit.json").write_text(json.dumps(REDDIT))
    (tmp_path / "discourse.json").write_text(json.dumps(DISCOURSE))
    (tmp_path / "x-Posts.xml").write_text(POSTS, encoding="utf-8-sig")
    (tmp_path / "x-Comments.xml").write_text(COMMENTS)
    (tmp_path / "README.md").write_text("not a thread")
    return tmp_path


def test_the_trees_of_three_houses_are_read(folder: Path) -> None:
    found = {talk.name: talk.posts for talk in threads.read(folder)}
    shapes = {name: [(post.ref, post.parent) for post in posts] for name, posts in found.items()}
    assert list(shapes.values()) == [
        [("p1", None), ("p2", "p1"), ("c7", "p2")],
        [("1", None), ("2", "1")],
        [("t1_a", None), ("t1_b", "t1_a")],
    ]
    assert "<script" not in found["discourse.json 0"][1].html
    assert "<em>root</em>" in found["reddit.json 1"][0].html
    assert "a &lt; b" in found["x-Posts.xml"][2].html


@pytest.mark.django_db
def test_the_pages_of_real_talk_are_answered(folder: Path) -> None:
    measured = threads.make(threads.read(folder))
    assert Comment.objects.filter(kind=CommentKind.REPLY).count() == 7
    for page in measured[1:]:
        assert pages.statements(page)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "{broken"),
        ("a.json", '{"post_stream": {"posts": [{"post_number": 1}]}}'),
        ("a.json", "[" * 100_000),
        ("a.json", '[{"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {}}]}}]'),
        ("Posts.xml", "<posts><row/></posts>"),
        ("Posts.xml", "<posts>"),
        ("Posts.xml", '<!DOCTYPE a [<!ENTITY b "c">]><posts>&b;</posts>'),
    ],
)
def test_a_bad_file_is_named_in_a_sentence(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(threads.UnreadableError, match=name):
        threads.read(tmp_path)


def test_a_folder_without_threads_says_what_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(threads.UnreadableError, match="holds no thread"):
        threads.read(tmp_path)
    with pytest.raises(threads.UnreadableError, match="no folder"):
        threads.read(tmp_path / "gone")
