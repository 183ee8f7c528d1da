"""What other sites show of an event's page."""

from app.models.events.pictures.picture import Picture
from app.models.values.pictures import encoding
from app.portal.events.other_sites import share_card
from tests.support.factories import make_event, make_team
from tests.support.pictures import make_picture


def test_card_of_an_uploaded_picture_tells_its_size(app):
    with app.test_request_context("/"):
        team = make_team()
        stored = Picture.keep(team, encoding.encode(make_picture(1000, 500)))
        picture = share_card.picture_of(make_event(team, "Night", image_url=stored.address))
        assert picture == (stored.address, "Night", 1000, 500)
        assert {"property": "og:image:height", "content": "500"} in share_card.describe(
            "Night", "", "https://a.example/night", picture
        )
        linked = make_event(team, "Other", image_url="https://a.example/i.jpg")
        assert share_card.picture_of(linked) == ("https://a.example/i.jpg", "Other", None, None)
