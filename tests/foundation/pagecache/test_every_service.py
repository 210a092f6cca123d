"""
No new verb is forgotten: each module of services says here whether strangers see what it changes.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

# What these change is shown. They bump a counter themselves, or through the verb they call.
SHOWN = {
    "accounts.people",
    "articles.pictures",
    "articles.publish",
    "articles.rerender",
    "articles.taxonomy",
    "articles.write",
    "forum.comments.amend",
    "forum.comments.audiences",
    "forum.comments.authors",
    "forum.comments.change",
    "forum.comments.delete",
    "forum.comments.discussions",
    "forum.comments.edit",
    "forum.comments.identities",
    "forum.comments.lay_in",
    "forum.comments.mark",
    "forum.comments.post",
    "forum.comments.recount",
    "forum.comments.rerender",
    "forum.comments.set_status",
    "forum.comments.transfer",
    "forum.moderation.amend",
    "forum.moderation.appeals",
    "forum.moderation.bulk",
    "forum.moderation.decide",
    "forum.moderation.discussions",
    "forum.moderation.identities",
    "forum.moderation.outcry",
    "forum.moderation.profiles",
    "forum.moderation.sweep",
    "forum.moderation.undo",
    "forum.topics.ask",
    "forum.topics.boards",
    "forum.topics.order",
    "forum.topics.split",
    "forum.topics.tags",
    "foundation.branding.pages",
    "foundation.branding.save_settings",
    "foundation.branding.save_text",
    "gateways.mailin.receive",
    "gateways.portability.import_wordpress",
    "gateways.spamcheck.check",
}
# What these change no stranger sees, or sees with the next verb or within a minute.
NOT_SHOWN = {
    "accounts.addresses",
    "accounts.choices",
    "accounts.claims",
    "accounts.device",
    "accounts.guest_links",
    "accounts.guests",
    "accounts.handles",
    "accounts.identities",
    "accounts.kept_text",
    "accounts.letters",
    "accounts.moderators",
    "accounts.names",
    "accounts.newcomer",
    "accounts.proofs",
    "accounts.voter",
    "articles.feedback",
    "articles.pixels",
    "articles.rate",
    "articles.recount",
    "articles.render",
    "articles.slugs",
    "forum.comments.purge",
    "forum.comments.rank",
    "forum.comments.read",
    "forum.moderation.calm",
    "forum.moderation.cases",
    "forum.moderation.claims",
    "forum.moderation.concerns",
    "forum.moderation.duty",
    "forum.moderation.evidence",
    "forum.moderation.help_lines",
    "forum.moderation.learn",
    "forum.moderation.opinions",
    "forum.moderation.own_sites",
    "forum.moderation.purge",
    "forum.moderation.recount",
    "forum.moderation.reply_desk",
    "forum.moderation.report",
    "forum.moderation.sanctions",
    "forum.moderation.seals",
    "forum.moderation.searches",
    "forum.moderation.strictness",
    "forum.moderation.waiting",
    "forum.moderation.watch",
    "forum.topics.moderators",
    "forum.notifications.*",
    "foundation.activity.*",
    "foundation.jobs.*",
    "foundation.search.*",
    "gateways.mailin.answer",
    "gateways.mailin.bounces",
    "gateways.mailin.fetch",
    "gateways.mailin.hear",
    "gateways.mailin.prune",
    "gateways.ops.make_load",
    "gateways.portability.people",
    "gateways.spamcheck.correct",
}


def test_every_module_of_services_is_named() -> None:
    found = set()
    for floor in ("accounts", "articles", "forum", "foundation", "gateways"):
        for path in Path(settings.BASE_DIR, floor).rglob("services/*.py"):
            if path.stem == "__init__":
                continue
            app = ".".join(path.relative_to(settings.BASE_DIR).parts[:-2])
            found.add(f"{app}.*" if f"{app}.*" in NOT_SHOWN else f"{app}.{path.stem}")
    assert not SHOWN & NOT_SHOWN
    assert found == SHOWN | NOT_SHOWN, (
        "A new module of services: if signed-out readers see what it changes, it bumps a counter "
        "(foundation.pagecache.versions) and has a line in test_fresh_pages.py. Then name it here."
    )
