"""The API: a feed, and who the token is of."""

from oauth2_provider.contrib.rest_framework import TokenHasScope
from rest_framework import generics, pagination, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.peers.django_toolkit.models import Event, Team


class TeamSerializer(serializers.ModelSerializer):
    """A team as JSON."""

    class Meta:
        """Its members."""

        model = Team
        fields = ("slug", "name")


class VenueSerializer(serializers.Serializer):
    """Where an event takes place, as JSON."""

    name = serializers.CharField(source="venue_name")
    city = serializers.CharField(source="venue_city")
    country = serializers.CharField(source="venue_country")


class EventSerializer(serializers.ModelSerializer):
    """An event as JSON."""

    team = TeamSerializer()
    venue = VenueSerializer(source="*")

    class Meta:
        """All but what the venue shows, and numbers of rows."""

        model = Event
        exclude = ("id", "venue_name", "venue_city", "venue_country")


class EventPages(pagination.CursorPagination):
    """Keyset pages, in the order in which events take place."""

    page_size = 25
    ordering = ("start", "id")


class EventList(generics.ListAPIView):
    """The first page of events."""

    permission_classes = (TokenHasScope,)
    required_scopes = ("events:read",)
    queryset = Event.objects.select_related("team")
    serializer_class = EventSerializer
    pagination_class = EventPages


class Me(APIView):
    """Who the token is of."""

    permission_classes = (TokenHasScope,)
    required_scopes = ("profile:read",)

    def get(self, request: Request) -> Response:
        """Answer with the user."""
        user = request.user
        return Response({"id": user.id, "name": user.get_full_name(), "email": user.email})
