"""The people of an export: accounts, bylines, and guests of the earlier site."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import Guest, GuestAddress, User
from accounts.models.guest import GuestKind
from accounts.models.user import HANDLE_LENGTH, NAME_LENGTH, Kind
from accounts.services import names
from accounts.services.guests import hash_email
from articles.models import Author
from articles.services import taxonomy
from foundation.text import clean_name, skeleton, slugify_unicode
from gateways.portability.models import ImportedItem, ItemKind
from gateways.portability.models.imported import FOREIGN_ID_LENGTH
from gateways.portability.wxr.items import WxrAuthor
from gateways.portability.wxr.plan import CommentPlan, public_name

AUTHOR_NAME_LENGTH: Final = 80


class People:
    """
    Finds or makes whom an export speaks of, each once.

    An account is made for those who wrote an article or a comment that comes along, without a
    password: they come in by mail. Someone who proved the same address here is that person; an
    address that was only typed here joins nobody.
    """

    def __init__(self, source: str, listed: Iterable[WxrAuthor], *, dry_run: bool = False) -> None:
        self.made: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self._source = source
        self._dry_run = dry_run
        self._by_login: dict[str, WxrAuthor] = {}
        self._by_number: dict[str, WxrAuthor] = {}
        for entry in listed:
            self._by_login.setdefault(entry.login.casefold(), entry)
            if entry.id:
                self._by_number.setdefault(entry.id, entry)
        self._by_name = {entry.display_name: entry for entry in self._by_login.values()}
        self._members: dict[str, User | None] = {}
        self._authors: dict[str, Author | None] = {}

    def member(self, number: str) -> User | None:
        """The account of the author with this number, or None: the export does not list them."""
        entry = self._by_number.get(number)
        return self._member(entry) if entry else None

    def would_know(self, number: str) -> bool:
        """In a dry run: whether the comment's writer is a member; counts a new account once."""
        self.member(number)
        return number in self._by_number

    def author(self, creator: str) -> Author | None:
        """The byline of the creator of a post, with an account if the export lists them."""
        entry = self._by_login.get(creator.casefold()) or self._by_name.get(creator)
        entry = entry or WxrAuthor(login=creator)
        key = _foreign_id(entry.login)
        if key and key not in self._authors:
            self._authors[key] = self._find_or_make_author(key, entry)
        return self._authors.get(key)

    def guests(self, plans: list[CommentPlan]) -> Iterator[Guest]:
        """
        A guest for each comment, in the same order.

        One each, even where name and address repeat: the export knows only what was typed, and
        an address that was typed joins nobody. Who proves the address finds them all by it.
        """
        fresh = [
            Guest(
                kind=GuestKind.IMPORTED,
                name=clean_name(plan.name)[:NAME_LENGTH].strip() or _("Anonymous"),
                website=plan.website,
                created_at=plan.created_at,
            )
            for plan in plans
        ]
        self._note_look_alikes(fresh)
        made = Guest.objects.bulk_create(fresh, batch_size=500)
        addresses = [
            GuestAddress(guest=guest, email=plan.email, email_hash=hash_email(plan.email))
            for guest, plan in zip(made, plans, strict=True)
            if _is_address(plan.email)
        ]
        GuestAddress.objects.bulk_create(addresses, batch_size=500)
        self.made["guests"] += len(made)
        return iter(made)

    def _note_look_alikes(self, guests: list[Guest]) -> None:
        """A name is history and stays as it was; that a member bears it is said in the report."""
        shapes = Counter(skeleton(guest.name) for guest in guests)
        taken = User.objects.filter(kind=Kind.PERSON, name_skeleton__in=shapes)
        for shape in taken.values_list("name_skeleton", flat=True):
            self.notes["guest-named-like-member"] += shapes[shape]

    def _member(self, entry: WxrAuthor) -> User | None:
        key = _foreign_id(entry.login)
        if key and key not in self._members:
            self._members[key] = self._find_or_make_member(key, entry)
        return self._members.get(key)

    def _find_or_make_member(self, key: str, entry: WxrAuthor) -> User | None:
        known = ImportedItem.objects.filter(
            source=self._source, kind=ItemKind.MEMBER, foreign_id=key
        ).select_related("member")
        if (item := known.first()) is not None:
            return item.member
        user = self._who_proved(entry.email)
        self.made["members" if user is None else "members_known"] += 1
        if self._dry_run:
            return user
        user = user or self._make_member(entry)
        ImportedItem.objects.create(
            source=self._source, kind=ItemKind.MEMBER, foreign_id=key, member=user
        )
        return user

    def _who_proved(self, email: str) -> User | None:
        if not email:
            return None
        proved = EmailAddress.objects.filter(email__iexact=email, verified=True)
        return User.objects.filter(kind=Kind.PERSON, emailaddress__in=proved).first()

    def _make_member(self, entry: WxrAuthor) -> User:
        email = entry.email if _is_address(entry.email) else ""
        if email and User.objects.filter(email__iexact=email).exists():
            self.notes["member-address-unproved"] += 1
            email = ""
        return User.objects.create_user(
            email, None, handle=_free_handle(entry), name=self._free_name(entry)
        )

    def _free_name(self, entry: WxrAuthor) -> str:
        wanted = _shown_name(entry)
        for candidate in _name_candidates(wanted, public_name(entry.login)):
            try:
                name = names.check(candidate)
            except ValidationError:
                continue
            if name != wanted:
                self.notes["member-renamed"] += 1
            return name
        raise AssertionError("the candidates never end")

    def _find_or_make_author(self, key: str, entry: WxrAuthor) -> Author | None:
        known = ImportedItem.objects.filter(
            source=self._source, kind=ItemKind.AUTHOR, foreign_id=key
        ).select_related("author")
        if (item := known.first()) is not None:
            return item.author
        is_listed = entry.login.casefold() in self._by_login
        user = self._member(entry) if is_listed else None
        author = Author.objects.filter(user=user).first() if user is not None else None
        self.made["authors"] += author is None
        if self._dry_run:
            return author
        if author is None:
            name = _shown_name(entry)[:AUTHOR_NAME_LENGTH].strip() or _("Anonymous")
            author = taxonomy.save_author(name=name, user=user)
        ImportedItem.objects.create(
            source=self._source, kind=ItemKind.AUTHOR, foreign_id=key, author=author
        )
        return author


def _foreign_id(login: str) -> str:
    return login.strip().casefold()[:FOREIGN_ID_LENGTH]


def _shown_name(entry: WxrAuthor) -> str:
    return clean_name(public_name(entry.display_name) or public_name(entry.login))


def _name_candidates(*wishes: str) -> Iterator[str]:
    """The wishes as they are, then with numbers, then a name nobody minds."""
    short = [wish[: NAME_LENGTH - 6].strip() for wish in wishes if wish]
    yield from (wish[:NAME_LENGTH] for wish in wishes if wish)
    for number in range(2, 100):
        yield from (f"{wish} {number}" for wish in short)
    number = 1
    while True:
        yield _("Earlier member %(number)d") % {"number": number}
        number += 1


def _free_handle(entry: WxrAuthor) -> str:
    wish = slugify_unicode(public_name(entry.login)) or "member"
    base = wish.lower()[: HANDLE_LENGTH - 6].strip("-_") or "member"
    handle, number = base, 1
    while User.objects.filter(handle=handle).exists():
        number += 1
        handle = f"{base}-{number}"
    return handle


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254
