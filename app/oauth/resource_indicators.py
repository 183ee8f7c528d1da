"""The resources that a request for tokens may name (RFC 8707 section 2)."""

from app.config import settings
from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth.errors import Refusal


def check(resources: tuple[str, ...]) -> None:
    """Refuse a resource that is not ours, so that no token is taken for one of another server."""
    base = settings().public_url
    # As our metadata names them (RFC 9728); URL libraries write an empty path as a slash.
    ours = {base, f"{base}/", f"{base}/api/v1"}
    if not ours.issuperset(resources):
        advice = f"resource: name {base} or {base}/api/v1, or leave it out."
        raise Refusal(
            "invalid_target",
            advice,
            because(Reason.PARAMETER_UNSUPPORTED, parameter="resource", description=advice),
        )
