"""What the search page shows: the first results of every kind, or all results of one."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from foundation.branding.pager import Pager
from foundation.search.queries import Found, Page, browse
from foundation.search.registry import Provider, providers

IN_A_GROUP = 5
ON_A_PAGE = 20
# Results beyond are neither counted nor shown: who reads so far needs other words.
COUNTED = 100


@dataclass(frozen=True)
class Group:
    label: str
    page: Page
    url: str
    pager: Pager | None = None

    @property
    def has_others(self) -> bool:
        return self.pager is None and self.page.count > len(self.page.found)

    @property
    def found(self) -> list[Found]:
        return self.page.found


def groups(viewer: Any, query: str, *, newest: bool) -> list[Group]:
    """The first results of each kind that has any."""
    made: list[Group] = []
    for provider in providers():
        page = _browse(provider, viewer, query, newest, slice(IN_A_GROUP))
        if page.found:
            url = address(query, kind=provider.kind, newest=newest)
            made.append(Group(_label(provider, page), page, url))
    return made


def one_kind(
    provider: Provider, viewer: Any, query: str, *, newest: bool, number: int
) -> Group | None:
    """One page of the results of a kind; None if there is none."""
    show = slice((number - 1) * ON_A_PAGE, number * ON_A_PAGE)
    page = _browse(provider, viewer, query, newest, show)
    if not page.found:
        return None

    def url_for(number: int) -> str:
        return address(query, kind=provider.kind, newest=newest, number=number)

    pager = Pager.of(
        number, -(-page.count // ON_A_PAGE), url_for, label=_("Pages of search results")
    )
    return Group(_label(provider, page), page, url_for(1), pager)


def address(query: str, *, kind: str = "", newest: bool = False, number: int = 1) -> str:
    parts = {
        "q": query,
        "kind": kind,
        "order": "newest" if newest else "",
        "page": str(number) if number > 1 else "",
    }
    return "?" + urlencode({name: value for name, value in parts.items() if value})


def _browse(provider: Provider, viewer: Any, query: str, newest: bool, show: slice) -> Page:
    return browse(viewer, query, kinds=[provider.kind], newest=newest, show=show, count_to=COUNTED)


def _label(provider: Provider, page: Page) -> str:
    return str(provider.label or page.found[0].card.kind_label or provider.kind)
