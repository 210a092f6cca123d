from django.urls import path

from forum.comments.views import comment, guest, history, unread

urlpatterns = [
    path("c/<int:pk>/", comment.permalink, name="comment"),
    path("c/<int:pk>/thread/", comment.thread, name="comment-thread"),
    path("c/<int:pk>/reply/", comment.reply, name="comment-reply"),
    path("c/<int:pk>/edit/", comment.edit, name="comment-edit"),
    path("c/<int:pk>/history/", history.history, name="comment-history"),
    path("c/<int:pk>/history/purge/", history.purge, name="comment-purge"),
    path("c/<int:pk>/delete/", comment.delete, name="comment-delete"),
    path("c/<int:pk>/helpful/", comment.helpful, name="comment-helpful"),
    path("c/<int:pk>/same/", comment.same, name="comment-same"),
    path("c/<int:pk>/answer/", comment.answer, name="comment-answer"),
    path("c/<int:pk>/support/", comment.support, name="comment-support"),
    path("c/<int:pk>/review/", comment.review, name="comment-review"),
    path("d/<int:pk>/comment/", comment.new_root, name="discussion-comment"),
    path("d/<int:pk>/next-new/", unread.next_new, name="discussion-next-new"),
    path("d/<int:pk>/read/", unread.read, name="discussion-read"),
    path("unread/", unread.unread, name="unread"),
    path("guest/<str:token>/", guest.private, name="guest-comment"),
    path("preview/", comment.preview, name="preview"),
]
