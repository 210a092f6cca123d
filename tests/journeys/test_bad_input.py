"""
What should not be sent: refused beside the field with the text kept, or taken as plain words.
Nothing of it comes alive in a browser, and nothing is an error of the site.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from foundation.branding import settings
from tests.factories import make_administrator, make_comment, make_moderator
from tests.factories_articles import make_article
from tests.factories_moderation import make_known
from tests.factories_topics import make_topic
from tests.journeys.steps import comment_as_guest, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a handler": '<img src=x onerror="alert(1)">',
    "a handler in SVG": "<svg/onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "a link that runs": "[press me](javascript:alert(1)) <javascript:alert(1)>",
    "a link of data": "[press me](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "a picture elsewhere": "![x](https://elsewhere.example/x.png) <img src=//elsewhere.example/y>",
    "a frame": "<iframe src='https://elsewhere.example/' srcdoc='<script>alert(1)</script>'>",
    "a form": "<form action=https://elsewhere.example/><input name=password autofocus></form>",
    "a style": "<style>@import 'https://elsewhere.example/x.css'; body{display:none}</style>",
    "a base": "<base href='https://elsewhere.example/'><meta http-equiv=refresh content=0>",
    "a way out of the page": "</article></ol></main></body><!-- ]]> --></textarea></title>",
    "a broken tag": '<a href="x" title=\'"><img src=x onerror=alert(1)//',
    "a template": "{{ 7 * 7 }} {% debug %} ${alert(1)} %s %(x)s {0.__class__}",
    "a query": "'; DROP TABLE comments_comment; -- \" OR 1=1",
    "characters nobody sees": "a\u202eb\u200bc\ufeffd\u2028e\x01f",
    "a heap of marks": "Z" + "\u0301" * 200,
    "a long word": "w" * 3000,
    "deep quotes": "> " * 400 + "x",
}


def test_the_form_of_a_comment_says_what_is_wrong_and_keeps_the_text(
    script: bool, somebody: Any, no_pauses: None
) -> None:
    article = make_article("Heat and nerves")
    page = somebody(script=script)
    page.goto(article.get_absolute_url())
    form = page.locator("form.composer")
    send(page, form.get_by_role("button", name="Send comment"))
    for message in ("Please write something first.", "Please give a name.", "E-mail address"):
        expect(page.locator("[data-error-summary]")).to_contain_text(message)
    says(page, "Your comment", "Please write something first.")

    for field, value, message in (
        ("email", "gina at home", "This does not look like an e-mail address"),
        ("name", "Adm\u0456n", ""),
        ("name", "n" * 41, ""),
    ):
        fill(page, {"body": "I rest.", "name": "Gina", "email": "g@example.org"} | {field: value})
        send(page, form.get_by_role("button", name="Send comment"))
        box = form.locator(f"[name={field}]")
        expect(box).to_have_value(value)
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(form.locator(".field", has=page.locator(f"[name={field}]"))).to_contain_text(message)
        expect(form.locator("textarea")).to_have_value("I rest.")

    fill(page, {"body": "x" * 5001, "name": "Gina"})
    send(page, form.get_by_role("button", name="Send comment"))
    says(page, "Your comment", "at most 5000")
    assert len(form.locator("textarea").input_value()) == 5001
    fill(page, {"body": "I rest early."})
    page.context.clear_cookies()  # the token has expired
    with page.expect_navigation():
        form.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", name="Please send it again")).to_be_visible()
    expect(page.get_by_label("Your text")).to_have_value("I rest early.")
    send(page, page.get_by_role("button", name="Send", exact=True))
    expect(page.locator(".comment:target .held-note")).to_be_visible()


def test_what_changed_while_somebody_wrote_is_said_and_the_text_kept(
    script: bool, somebody: Any, no_pauses: None
) -> None:
    topic = make_topic("How do you plan a day?").discussion
    alice, charlie = make_known("Adele"), make_known("Charlie")
    roots = [make_comment(topic, author=charlie, body=f"I write list {n}.") for n in range(2)]
    writer, author = somebody(alice, script=script), somebody(charlie, script=script)
    bob = somebody(make_moderator(), script=script)

    writer.goto(f"/c/{roots[0].pk}/reply/")
    writer.locator("textarea").fill("On paper?")
    author.goto(f"/c/{roots[0].pk}/delete/")
    send(author, author.get_by_role("button", name="Delete"))
    send(writer, writer.get_by_role("button", name="Send reply"))
    expect(writer.get_by_role("alert").first).to_be_visible()
    expect(writer.locator("textarea")).to_have_value("On paper?")

    writer.goto(f"/c/{roots[1].pk}/reply/")
    writer.locator("textarea").fill("On a board?")
    bob.goto(topic.url)
    send(bob, bob.get_by_role("link", name="Close to replies"))
    bob.get_by_role("textbox").fill("It has all been said.")
    send(bob, bob.get_by_role("main").get_by_role("button", name="Close"))
    send(writer, writer.get_by_role("button", name="Send reply"))
    expect(writer.get_by_role("alert").first).to_contain_text("This discussion is closed.")
    expect(writer.locator("textarea")).to_have_value("On a board?")

    send(bob, bob.get_by_role("button", name="Open to replies"))
    twice = somebody(alice, script=False)  # two pages of one form: a press that is repeated
    again = twice.context.new_page()
    twice.goto(f"/c/{roots[1].pk}/reply/")
    twice.locator("textarea").fill("On the fridge, in large letters, for everybody to see.")
    form = twice.locator("form.composer")
    posted = form.evaluate("(form) => Object.fromEntries(new FormData(form))")
    send(twice, twice.get_by_role("button", name="Send reply"))
    answer = again.request.post(
        f"/c/{roots[1].pk}/reply/", form=posted, max_redirects=0, headers={"referer": twice.url}
    )
    assert answer.status == 303
    again.goto(topic.url)
    expect(again.locator(".comment", has_text="On the fridge")).to_have_count(1)


def test_other_forms_say_what_is_wrong_beside_the_field(script: bool, somebody: Any) -> None:
    topic = make_topic("How do you plan a day?").discussion
    root = make_comment(topic, author=make_known("Charlie"))
    visitor, adele = somebody(script=script), somebody(make_known("Adele"), script=script)

    visitor.goto("/accounts/signup/")
    main = visitor.get_by_role("main")
    visitor.get_by_label("Name").fill("Admin")
    visitor.get_by_label("E-mail address").fill("nowhere")
    visitor.get_by_label("Password").fill("short")
    send(visitor, main.get_by_role("button", name="Join"))
    expect(main.locator("[aria-invalid=true]")).to_have_count(3)
    expect(visitor.get_by_label("Name")).to_have_value("Admin")

    visitor.goto(f"/c/{root.pk}/report/")
    visitor.get_by_label("What should we know?").fill("It is unkind.")
    send(visitor, main.get_by_role("button", name="Send report"))
    expect(main).to_contain_text("Please choose what is wrong.")
    expect(visitor.get_by_label("What should we know?")).to_have_value("It is unkind.")

    article = make_article("Heat and nerves")
    visitor.goto(article.get_absolute_url())
    send(visitor, visitor.get_by_role("button", name="Send my vote"))
    expect(visitor.locator("#rating")).to_have_count(1)
    expect(visitor.locator("[data-error-summary]")).to_be_visible()

    adele.goto("/forum/ask/")
    send(adele, adele.get_by_role("button", name="Post my question"))
    expect(adele.get_by_role("main").locator("[aria-invalid=true]")).to_have_count(2)
    adele.get_by_label("Your question in one line").fill("When do you rest before you are tired?")
    adele.get_by_label("Tell us more").fill("x" * 20001)
    for _ in range(2):  # the first press shows what is similar
        send(adele, adele.get_by_role("button", name="Post my question"))
    says(adele, "Tell us more", "at most 20000")
    expect(adele.get_by_label("Your question in one line")).to_have_value(
        "When do you rest before you are tired?"
    )
    for query in ('"', "%00", "x" * 3000, "(((", "a OR NOT *", "<script>alert(1)</script>"):
        visitor.goto("/search/")
        visitor.get_by_role("main").get_by_role("searchbox").fill(query)
        visitor.keyboard.press("Enter")
        expect(visitor.get_by_role("main").get_by_role("searchbox")).to_be_visible()


def test_nothing_that_is_written_comes_alive(somebody: Any, no_pauses: None) -> None:
    """As comment, preview, name, title, note and report; read in place and in the queue."""
    settings.set_value("duplicate_minutes", 0)
    topic = make_topic("How do you plan a day?").discussion
    ada = somebody(make_administrator())
    guest = somebody()
    guest.goto(topic.url)
    comment_as_guest(guest, "\n\n".join(HOSTILE.values()), name="Gina")
    inert(guest)
    ada.goto(topic.url)
    for words in HOSTILE.values():
        ada.locator("#write textarea").fill(words)
        with ada.expect_response("**/preview/"):
            ada.locator("#write").get_by_role("button", name="Preview").click()
        expect(ada.locator("#write .preview .comment")).to_be_visible()
        inert(ada)
    ada.locator("#write textarea").fill("\n\n".join(HOSTILE.values()))
    send(ada, ada.locator("#write").get_by_role("button", name="Send comment"))
    inert(ada)
    for name, words in (("a script", "</title>"), ("a handler", "<b>")):
        ada.goto("/forum/ask/")
        ada.get_by_label("Your question in one line").fill(f"{words} {HOSTILE[name]}")
        ada.get_by_label("Tell us more").fill(HOSTILE["a way out of the page"])
        ada.get_by_label("Tags").fill("<i>x</i>, \"'")
        for _ in range(2):
            if "/forum/ask/" in ada.url:
                send(ada, ada.get_by_role("button", name="Post my question"))
        assert "/t/" in ada.url, ada.content()
        inert(ada)
    for address in (
        "/moderation/",
        "/forum/",
        "/forum/latest/",
        "/",
        "/search/?q=script+press",
        "/people/ada/",
        topic.url,
    ):
        ada.goto(address)
        inert(ada)


def inert(page: Any) -> None:
    """
    Nothing in the page can run or fetch. The watch on the page has its own eye on dialogs,
    the console and requests.
    """
    assert page.evaluate("look.active()") == []
    expect(page.locator("footer.site-foot")).to_be_visible()


def says(page: Any, label: str, message: str) -> None:
    box = page.get_by_label(label)
    expect(box).to_have_attribute("aria-invalid", "true")
    ids = str(box.get_attribute("aria-describedby")).split()
    said = " ".join(page.locator(f"[id='{one}']").inner_text() for one in ids)
    assert message in said, said


def fill(page: Any, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"form.composer [name={name}]").fill(value)
