from django.urls import path

from forum.topics.views import ask, boards, lists, split, topic

urlpatterns = [
    path("forum/", lists.index, name="forum"),
    path("forum/ask/", ask.ask, name="ask"),
    path("forum/ask/similar/", ask.similar, name="ask-similar"),
    path("forum/latest/", lists.latest, name="topics-latest"),
    path("forum/unanswered/", lists.unanswered, name="topics-unanswered"),
    path("forum/mine/", lists.mine, name="topics-mine"),
    path("forum/boards/", boards.board_list, name="boards"),
    path("forum/boards/<int:pk>/", boards.board_edit, name="board-edit"),
    path("forum/boards/<int:pk>/moderators/", boards.name, name="board-moderators"),
    path(
        "forum/boards/<int:pk>/moderators/<str:handle>/remove/",
        boards.relieve,
        name="board-moderator-remove",
    ),
    path("forum/<str:slug>/", lists.board, name="board"),
    path("t/<str:address>/", topic.topic, name="topic"),
    path("t/<int:pk>/pin/", topic.pin, name="topic-pin"),
    path("t/<int:pk>/lock/", topic.lock, name="topic-lock"),
    path("t/<int:pk>/move/", topic.move, name="topic-move"),
    path("t/<int:pk>/merge/", split.merge, name="topic-merge"),
    path("c/<int:pk>/split/", split.split, name="comment-split"),
]
