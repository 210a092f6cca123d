import pytest
from django.core.exceptions import ValidationError

from accounts.models import Kind, User
from accounts.services import names, people
from foundation.branding import settings
from tests.factories import make_member, make_moderator

pytestmark = pytest.mark.django_db

ZERO_WIDTH = "\u200b"
POSING_AS_STAFF = (
    "admin", "Admin", "ADMIN", "adm1n", "@dmin", "Admin ", f"ad{ZERO_WIDTH}min", "аdmin",
    "аdmіn", "Ädmin", "ADMІN", "ᴀdmin", "ａｄｍｉｎ", "𝐚𝐝𝐦𝐢𝐧", "ⓐⓓⓜⓘⓝ", "a.d.m.i.n", "a d m i n",
    "admin\u202e", "\u2066admin", "admin\u3164", "admin\ufe0f", "Site Admin", "Admin Alice",
    "The Administrator", "moderator", "Moderator Bob", "m0derator", "modеrator", "moderat0r",
    "ForumModerator", "Mod Squad", "mod", "The Team", "Staff", "Support", "Editor", "system",
    "root", "Threadwell", "Thread well", "Тhreadwell", "deleted", "Anonymous", "guest",
    "Модератор", "администратор", "管理员", "Redaktion",
)  # fmt: skip
LIKE_ALICE = (
    "Alice", "alice", "ALICE", "A l i c e", "A.lice", "Αlice", "Аlice", "Alicе", "A1ice",
    "AIice", "Al|ce", f"Ali{ZERO_WIDTH}ce", f"Alice{ZERO_WIDTH}", "\ufeffAlice", "Alicé",
    "Alice\u0301", "Ali\u034fce",
    "Ａｌｉｃｅ", "𝓐𝓵𝓲𝓬𝓮", "Alice\u202e", "Ali\u00adce", "Alice_", "«Alice»",
)  # fmt: skip
HONEST = (
    "Al", "Alicia", "Badminton Ben", "Stafford", "Modesta", "Jean-Luc", "O'Neill", "Zoë",
    "Ana María", "李小龍", "Ольга", "अनिता", "محمد", "Σοφία", "Ruth 63", "Vera",
)  # fmt: skip


@pytest.mark.parametrize("name", POSING_AS_STAFF)
def test_a_name_that_poses_as_the_team_is_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        names.check(name)
    assert refused.value.code in ("reserved", "address"), name


@pytest.mark.parametrize("name", LIKE_ALICE)
def test_a_name_that_looks_like_somebody_elses_is_refused(name: str) -> None:
    make_member("Alice")
    make_member("Noa")
    with pytest.raises(ValidationError) as refused:
        names.check(name)
    assert refused.value.code == "taken", name


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_name_is_kept_as_typed(name: str) -> None:
    make_member("Alice")
    make_moderator("Bob")
    assert names.check(name) == name


@pytest.mark.parametrize(
    "name",
    ["Dr. Bob Ferris", "Bob Ferris x", "B0b Fеrris, MD", "Nurse BobFerris", "B o b Ferris 2"],
)
def test_a_name_that_holds_a_moderators_whole_name_is_refused(name: str) -> None:
    make_moderator("Bob Ferris")
    with pytest.raises(ValidationError) as refused:
        names.check(name)
    assert refused.value.code == "taken"


@pytest.mark.parametrize("name", ["Bob", "Bob Ferrisson", "Dr. Noa Berg", "Bobby Ferris"])
def test_a_part_of_a_moderators_name_and_a_members_whole_name_are_free(name: str) -> None:
    make_moderator("Bob Ferris")
    make_member("Noa Berg")
    assert names.check(name) == name


def test_a_moderator_may_lengthen_their_own_name() -> None:
    bob = make_moderator("Bob Ferris")
    assert people.rename(bob, "Dr. Bob Ferris")


@pytest.mark.parametrize("name", ["Zоe Quill", "Noa ᗷerg", "Αnna", "Вera Lind"])
def test_two_alphabets_in_one_word_are_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        names.check(name)
    assert refused.value.code == "mixed"


@pytest.mark.parametrize(
    "name",
    ["Ольга Lind", "山田のりこ", "ケンさん", "Ken山田", "佐々木", "Noa2", "김민준", "Zoë Ångström"],
)
def test_two_alphabets_side_by_side_and_japanese_are_kept(name: str) -> None:
    assert names.check(name) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "short"),
        ("A", "short"),
        (f" A{ZERO_WIDTH} ", "short"),
        ("\u3164\u3164\u3164", "short"),
        ("x" * 41, "long"),
        ("!!!", "signs"),
        ("🙂🙂", "signs"),
        ("1234", "signs"),
        ("gina@example.org", "address"),
        ("Gina gina@example.org", "address"),
        ("https://example.org", "address"),
        ("www.example.org", "address"),
    ],
)
def test_a_name_of_the_wrong_shape_is_refused(name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        names.check(name)
    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".") or "." in refused.value.messages[0]


def test_a_name_is_stored_without_what_nobody_sees() -> None:
    assert names.check(f"  Ada{ZERO_WIDTH}\n  Lind\u202e ") == "Ada Lind"


def test_the_name_of_the_site_is_the_sites_own() -> None:
    settings.set_value("site_name", "Blue Door")
    with pytest.raises(ValidationError):
        names.check("B1ue d00r")
    assert names.check("Blue") == "Blue"


def test_a_person_keeps_their_own_name() -> None:
    alice = make_member("Alice")
    assert names.check("ALICE", person=alice) == "ALICE"


def test_the_name_of_a_person_who_left_is_free_again() -> None:
    User.objects.filter(pk=make_member("Alice").pk).update(kind=Kind.ERASED)
    assert names.check("Alice") == "Alice"


def test_the_second_of_two_at_once_is_told_that_the_name_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, noa = make_member("Alice"), make_member("Noa")
    # As if the other one had been saved between the look and the write.
    monkeypatch.setattr(names, "check", lambda name, person=None: name)
    with pytest.raises(ValidationError) as refused:
        people.rename(noa, "A1ice")
    assert refused.value.code == "taken"
    with pytest.raises(ValidationError) as refused:
        people.make("Somebody", alice.email.upper())
    assert refused.value.code == "email"
