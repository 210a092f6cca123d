from django.urls import path

from gateways.live.views import discussion

urlpatterns = [
    path("live/<int:pk>/", discussion.news, name="live-news"),
    path("live/<int:pk>/show/", discussion.show, name="live-show"),
    path("live/stream/<int:pk>/", discussion.no_stream, name="live-stream"),
]
