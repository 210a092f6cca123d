import pytest

from foundation.text import find_links, host_of, render_markdown


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("no link. None at all, 3.5 mg i.e. little.", []),
        ("https://a.example/x", ["https://a.example/x"]),
        (
            "[x](https://a.example) and <https://b.example>",
            ["https://a.example", "https://b.example"],
        ),
        ("visit spam.com today", ["http://spam.com"]),
        ("[x](spam.com)", ["http://spam.com"]),
        ("write me@spam.com", ["mailto:me@spam.com"]),
        ("https://a.example https://a.example/ http://A.example", ["https://a.example"]),
        ("sp\u200bam[.]com", ["http://spam.com"]),
        ("hxxps://spam.com/x", ["https://spam.com/x"]),
        ("ｓｐａｍ．ｃｏｍ", ["http://spam.com"]),
        ("[x](&#104;ttps://a.example)", ["https://a.example"]),
        ("`https://code.example`", ["https://code.example"]),
    ],
)
def test_links_are_found_in_every_dress(text: str, links: list[str]) -> None:
    assert find_links(text) == links


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.A.example:8080/x", "a.example"),
        ("mailto:me@B.example", "b.example"),
        ("c.example/x", "c.example"),
        ("https://[broken", ""),
        ("/t/3/", ""),
    ],
)
def test_the_host_of_a_link(link: str, host: str) -> None:
    assert host_of(link) == host


def test_links_in_a_hostile_text_are_still_counted() -> None:
    assert "https://spam.example/x" in find_links("[" * 9_000 + " https://spam.example/x")


def test_a_long_address_is_found_and_drawn_whole() -> None:
    address = "https://example.org/" + "long/" * 60 + "end"
    assert find_links(f"({address}), said she") == [address]
    assert f'href="{address}"' in render_markdown(f"See {address}.", "comment")
    assert f'href="http://{address[8:]}"' in render_markdown(f"See {address[8:]}, yes", "comment")
