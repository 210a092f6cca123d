"""Numbered pages with real addresses."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PageLink:
    """One place in the row of pages. A link without a number is a gap."""

    number: int | None
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Pager:
    """For elements/pager.html. `label` names the landmark, `end` is said on the last page."""

    label: str
    number: int = 1
    count: int = 1
    previous_url: str = ""
    next_url: str = ""
    end: str = ""
    links: list[PageLink] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        return not self.next_url

    @classmethod
    def of(
        cls, number: int, count: int, url_for: Callable[[int], str], *, label: str, end: str = ""
    ) -> "Pager":
        """Pages 1 … 4 [5] 6 … 20: the ends, the current page and its neighbours."""
        count = max(count, 1)
        number = min(max(number, 1), count)
        return cls(
            label=label,
            number=number,
            count=count,
            previous_url=url_for(number - 1) if number > 1 else "",
            next_url=url_for(number + 1) if number < count else "",
            end=end,
            links=_links(number, count, url_for),
        )


def _links(number: int, count: int, url_for: Callable[[int], str]) -> list[PageLink]:
    wanted = {1, number - 1, number, number + 1, count}
    shown = sorted(page for page in wanted if 1 <= page <= count)
    links: list[PageLink] = []
    before = 0
    for page in shown:
        if page == before + 2:
            links.append(PageLink(before + 1, url_for(before + 1)))
        elif page > before + 1:
            links.append(PageLink(None))
        links.append(PageLink(page, url_for(page), is_current=page == number))
        before = page
    return links
