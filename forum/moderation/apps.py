from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "forum.moderation"
    label = "moderation"

    def ready(self) -> None:
        from accounts import guest_page, identities, profile
        from forum.comments import gate, slots
        from forum.comments.services import transfer
        from forum.moderation import (
            bans,
            care,
            events,  # noqa: F401  declares what is recorded
            guest_standing,
            in_place,
            profiles,
            rules,  # noqa: F401  registers the rules
            settings,  # noqa: F401  declares what the owner sets
        )
        from forum.moderation.pipeline import check
        from forum.moderation.services import cases, evidence
        from forum.moderation.services import identities as guests

        gate.join(
            check=check,
            on_held=cases.hold,
            on_noted=cases.note,
            on_status=cases.follow,
            on_change_held=cases.hold_change,
            on_change_gone=cases.drop_change,
            evidence=evidence.of,
        )
        transfer.on_moved(cases.move)
        bans.register()
        profiles.register()
        slots.add_action(in_place.comment_actions)
        slots.add_reasons(in_place.reasons)
        slots.add_landing(care.landing)
        slots.add_objections(in_place.objections)
        profile.add_links(in_place.person_links)
        guest_page.add_section(guest_standing.section, place=5)
        identities.follow(guests.follow)
