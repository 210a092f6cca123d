"""Each moderator's own keys of the queue: no two for one, and the usual ones at first."""

import pytest
from django.core.exceptions import ValidationError

from forum.moderation import keys
from tests.factories import make_editor, make_member, make_moderator
from tests.factories_moderation import make_held, signed_in

pytestmark = pytest.mark.django_db


def test_chosen_keys_are_kept_and_shown_in_the_queue() -> None:
    bob = make_moderator()
    client = signed_in(bob)
    make_held()
    assert '<kbd data-key="approve">a</kbd>' in client.get("/moderation/").content.decode()
    given = keys.DEFAULT | {"approve": "Y", "spam": ""}
    answer = client.post("/moderation/keys/", given)
    assert (answer.status_code, answer["Location"]) == (303, "/moderation/")
    html = client.get("/moderation/").content.decode()
    assert '<kbd data-key="approve">y</kbd>' in html
    assert 'data-key="spam"' not in html
    html = client.get("/moderation/keys/").content.decode()
    assert 'name="approve" value="y"' in html
    assert signed_in(make_moderator("Carol")).get("/moderation/keys/").status_code == 200
    client.post("/moderation/keys/", {"usual": "1"})
    bob.refresh_from_db()
    assert keys.of(bob) == keys.DEFAULT


def test_no_key_does_two_things() -> None:
    bob = make_moderator()
    with pytest.raises(ValidationError) as wrong:
        keys.choose(bob, keys.DEFAULT | {"approve": "r"})
    assert set(wrong.value.message_dict) == {"approve", "reject"}
    answer = signed_in(bob).post("/moderation/keys/", keys.DEFAULT | {"approve": "r"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This key would do two things" in html
    assert 'name="approve" value="r"' in html
    assert keys.of(bob) == keys.DEFAULT


@pytest.mark.parametrize("odd", ["ab", "\x07", "?"])
def test_what_is_no_key_is_refused(odd: str) -> None:
    with pytest.raises(ValidationError):
        keys.choose(make_moderator(), keys.DEFAULT | {"approve": odd})


def test_an_action_that_is_new_takes_no_key_from_another() -> None:
    bob = make_moderator()
    bob.choices = {keys.CHOICE: "next=x approve=y gone=z"}
    chosen = keys.of(bob)
    assert chosen["next"] == "x"
    assert chosen["approve"] == "y"
    assert chosen["tick"] == ""
    assert chosen["spam"] == "s"
    assert "gone" not in chosen


def test_editors_have_keys_too_and_nobody_else() -> None:
    assert signed_in(make_editor()).get("/moderation/keys/").status_code == 200
    assert signed_in(make_member("Mary")).get("/moderation/keys/").status_code == 403
