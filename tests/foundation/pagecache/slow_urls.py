"""The addresses of the site, and a page that takes long and leaves a mark when it is made."""

import os
import time
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from foundation.pagecache import marks


def slow(request: HttpRequest) -> HttpResponse:
    marks.keep(request)
    with (Path(os.environ["THREADWELL_DATA"]) / "made").open("a") as made:
        made.write(f"{os.getpid()}\n")
    time.sleep(0.5)
    return HttpResponse("slow page")


urlpatterns = [path("slow/", slow), path("", include("config.urls"))]
