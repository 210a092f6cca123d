"""The addresses of the site, and a page that does nothing behind all its middlewares."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

BARE = "/bare/"


def bare(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path(BARE.strip("/") + "/", bare), path("", include("config.urls"))]
