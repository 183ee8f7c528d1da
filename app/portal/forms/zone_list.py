"""The list of time zones that zone fields search."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.models.values import zone_places
from app.portal.blueprint import bp, public
from app.portal.forms import zone_field

DAY = 86_400  # seconds


@bp.get("/time-zones.json")
@public
def list_zones() -> ResponseReturnValue:
    """{"cities": [[zone, label]], "former": {former name: zone}}: the same for everyone."""
    answer = jsonify(cities=zone_field.all_cities(), former=zone_places.former_names())
    answer.cache_control.public, answer.cache_control.max_age = True, DAY
    return answer
