from django.urls import path

from foundation.search.views.search import search

urlpatterns = [path("search/", search, name="search")]
