from django.urls import path

from forum.moderation.views import (
    desk,
    people,
    queue,
    replies,
    report,
    rules,
    standing,
    working,
)

urlpatterns = [
    path("c/<int:pk>/report/", report.report, name="report"),
    path("c/<int:pk>/report/sent/", report.reported, name="reported"),
    path("moderation/", queue.queue, name="moderation"),
    path("moderation/queue/<slug:tab>/", queue.queue, name="moderation-tab"),
    path("moderation/cases/<int:pk>/", queue.case, name="moderation-case"),
    path("moderation/queue/<slug:tab>/next/", working.next_case, name="moderation-next"),
    path("moderation/cases/<int:pk>/claim/", working.claim, name="moderation-claim"),
    path("moderation/cases/<int:pk>/release/", working.release, name="moderation-release"),
    path("moderation/cases/<int:pk>/ask/", working.ask, name="moderation-ask"),
    path("moderation/cases/<int:pk>/opinion/", working.opinion, name="moderation-opinion"),
    path(
        "moderation/cases/<int:pk>/<slug:verb>/",
        queue.case_decide,
        name="moderation-case-decide",
    ),
    path(
        "moderation/comments/<int:pk>/<slug:verb>/",
        queue.comment_decide,
        name="moderation-comment-decide",
    ),
    path(
        "moderation/discussions/<int:pk>/<slug:verb>/",
        desk.discussion,
        name="moderation-discussion",
    ),
    path("moderation/replies/", replies.replies, name="moderation-replies"),
    path("moderation/replies/list/<slug:name>/", replies.replies, name="moderation-replies-list"),
    path("moderation/replies/<int:pk>/", replies.reply, name="moderation-reply"),
    path("moderation/replies/<int:pk>/send/", replies.send, name="moderation-reply-send"),
    path("moderation/replies/<int:pk>/take/", replies.take, name="moderation-reply-take"),
    path("moderation/replies/<int:pk>/settle/", replies.settle, name="moderation-reply-settle"),
    path("moderation/replies/<int:pk>/hand/", replies.hand, name="moderation-reply-hand"),
    path(
        "moderation/replies/<int:pk>/support/<int:comment>/",
        replies.support,
        name="moderation-reply-support",
    ),
    path("moderation/decisions/<int:pk>/undo/", working.undo_decision, name="moderation-undo"),
    path("moderation/decisions/", desk.decisions, name="moderation-decisions"),
    path("moderation/who-waits/", rules.who_waits, name="moderation-who-waits"),
    path(
        "moderation/who-waits/<int:pk>/end/", rules.end_who_waits, name="moderation-who-waits-end"
    ),
    path("moderation/rules/", rules.rules, name="moderation-rules"),
    path("moderation/words/", desk.words, name="moderation-words"),
    path("moderation/words/<int:pk>/remove/", desk.remove_word, name="moderation-word-remove"),
    path("moderation/people/<str:handle>/", people.person, name="moderation-person"),
    path("moderation/people/<str:handle>/lift/", people.lift, name="moderation-lift"),
    path("moderation/people/<str:handle>/note/", people.note, name="moderation-note"),
    path("moderation/people/<str:handle>/clear/", people.clear, name="moderation-clear"),
    path(
        "moderation/people/<str:handle>/limit/<slug:kind>/", people.limit, name="moderation-limit"
    ),
    path(
        "moderation/people/<str:handle>/ban/confirm/",
        people.confirm_ban,
        name="moderation-ban-confirm",
    ),
    path(
        "moderation/people/<str:handle>/ban/decline/",
        people.decline_ban,
        name="moderation-ban-decline",
    ),
    path("moderation/guests/<int:pk>/", people.person, name="moderation-guest"),
    path("moderation/guests/<int:pk>/lift/", people.lift, name="moderation-guest-lift"),
    path("moderation/guests/<int:pk>/note/", people.note, name="moderation-guest-note"),
    path("moderation/guests/<int:pk>/clear/", people.clear, name="moderation-guest-clear"),
    path(
        "moderation/guests/<int:pk>/limit/<slug:kind>/",
        people.limit,
        name="moderation-guest-limit",
    ),
    path("standing/", standing.standing, name="standing"),
    path("standing/<int:pk>/read/", standing.read, name="warning-read"),
]
