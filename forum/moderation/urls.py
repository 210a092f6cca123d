from django.urls import path

from forum.moderation.views import desk, people, queue, replies, report, rules, working

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
    path("moderation/decisions/", desk.decisions, name="moderation-decisions"),
    path("moderation/rules/", rules.rules, name="moderation-rules"),
    path("moderation/words/", desk.words, name="moderation-words"),
    path("moderation/words/<int:pk>/remove/", desk.remove_word, name="moderation-word-remove"),
    path("moderation/people/<str:handle>/", people.person, name="moderation-person"),
    path("moderation/people/<str:handle>/suspend/", people.suspend, name="moderation-suspend"),
    path("moderation/people/<str:handle>/lift/", people.lift, name="moderation-lift"),
]
