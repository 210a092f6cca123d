"""What people do in more than one journey."""

from __future__ import annotations

from typing import Any


def send(page: Any, button: Any) -> None:
    """
    Press a button that leads to another page, and wait for it. Without a script, a page that
    holds no token is followed by one that asks once more, with everything filled in.
    """
    with page.expect_navigation():
        button.click()
    send_again_if_asked(page)


def send_again_if_asked(page: Any) -> None:
    if page.get_by_role("heading", name="Please send it again").count():
        with page.expect_navigation():
            page.get_by_role("button", name="Send", exact=True).click()


def comment_as_guest(page: Any, body: str, *, name: str = "Gina", **fields: str) -> None:
    form = page.locator("form.composer")
    form.get_by_label("Your comment").fill(body)
    form.get_by_label("Name").first.fill(name)
    form.get_by_label("E-mail address").fill(fields.get("email", "gina@example.org"))
    send(page, form.get_by_role("button", name="Send"))


def reply_to(page: Any, words: str, body: str) -> None:
    """Answer the comment that holds these words, by the link under it."""
    page.locator(".comment", has_text=words).first.get_by_role("link", name="Reply to").click()
    form = page.locator("form.composer[action$='/reply/']")
    form.locator("textarea").fill(body)
    send(page, form.get_by_role("button", name="Send reply"))
