import pytest

from foundation.text import clean_name, is_reserved_name, skeleton


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Anna \u00a0 Lena\t", "Anna Lena"),
        ("An\u200bna", "Anna"),
        ("\u202eannA\u202c", "annA"),
        ("A\x00b\x1bc", "Abc"),
        ("Ａｎｎａ", "Anna"),
        ("Anna\nBcc: x", "Anna Bcc: x"),
        ("\u3164\u2800\u200f", ""),
        ("हिन्दी", "हिन्दी"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_a_name_is_stored_without_what_cannot_be_seen(typed: str, stored: str) -> None:
    assert clean_name(typed) == stored


@pytest.mark.parametrize(
    "other",
    [
        "alice", "ALICE", "AIice", "A1ice", "Al1ce", "Αlice", "Аliсе", "ａｌｉｃｅ", "A l i c e",
        "Al\u200bice", "Àlìcè", "𝓐𝓵𝓲𝓬𝓮", "🄰🄻🄸🄲🄴", "🅰🅻🅸🅲🅴", "@lice", "Al!c3", "A.l-i_c.e", "ⓐⓛⓘⓒⓔ",
        "A\u0336l\u0336i\u0336c\u0336e\u0336", "ᎪLICE", "ALІCЕ",
    ],
)  # fmt: skip
def test_look_alikes_share_a_skeleton(other: str) -> None:
    assert skeleton(other) == skeleton("Alice")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "Anne"),
        ("Clara", "Dara"),
        ("Иван", "Иванна"),
        ("日本", "日木"),
        ("☆", "★"),
        ("कल", "कला"),
    ],
)
def test_different_names_have_different_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_one_name_in_two_cases_has_one_skeleton_in_every_script() -> None:
    for name in ("Анна", "Ηλία", "Ελένη", "Anna", "Հայկ"):
        assert skeleton(name) == skeleton(name.lower())


def test_a_name_of_signs_still_has_a_skeleton() -> None:
    assert skeleton("...") == "..."
    assert skeleton("") == ""


@pytest.mark.parametrize(
    "name",
    [
        "admin", "Admin", "аdmin", "Adm1n", "A D M I N", "ＡＤＭＩＮ", "🅰🅳🅼🅸🅽", "admin2",
        "the_admin",
        "SiteAdmin", "Moderator", "m0derator", "ForumModerator", "Bob (moderator)", "Bob_mod",
        "mod", "St@ff",
        "Staff", "Support Team", "Editor", "System", "Guest", "Anonymous", "Modérateur",
        "Администратор", "Mod\u200berator", "管理员", "root", "Threadwell", "moderators",
    ],
)  # fmt: skip
def test_names_that_pose_as_staff_are_reserved(name: str) -> None:
    assert is_reserved_name(name)


@pytest.mark.parametrize(
    "name",
    ["Alice", "Stafford", "Badminton Bob", "Modesta", "Teamster", "Roots", "Edith", "王芳", ""],
)
def test_names_that_only_resemble_a_reserved_word_are_free(name: str) -> None:
    assert not is_reserved_name(name)


def test_the_name_of_the_site_can_be_reserved_too() -> None:
    assert is_reserved_name("Quiet Harb0ur", also=["Quiet Harbour"])
    assert not is_reserved_name("Quiet Harb0ur")
