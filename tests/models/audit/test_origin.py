"""Who acts in the present request."""

from app.models.audit import origin
from app.models.audit.origin import Origin


def test_request_names_its_user_and_its_app_until_it_ends():
    origin.begin(Origin("203.0.113.9"))
    origin.act_as(7)
    origin.act_under(3, 2)
    assert origin.current() == Origin("203.0.113.9", actor_id=7, grant_id=3, client_id=2)
    origin.end()
    assert origin.current() == Origin()
