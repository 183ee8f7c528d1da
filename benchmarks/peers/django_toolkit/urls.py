"""The routes of the project."""

from django.urls import include, path
from oauth2_provider import urls as oauth2_urls

from benchmarks.peers.django_toolkit.views import EventList, Me

urlpatterns = [
    path("events", EventList.as_view()),
    path("me", Me.as_view()),
    path("oauth/", include(oauth2_urls)),
]
