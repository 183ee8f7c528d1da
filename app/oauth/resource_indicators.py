"""The resources that a request for tokens names (RFC 8707 section 2)."""

from app.models.flow_doctor.diagnosis import Reason, because
from app.models.values import audience
from app.models.values.audience import UnknownResourceError, WiderAudienceError
from app.oauth import requests
from app.oauth.errors import Refusal


def read(parameters: dict[str, str]) -> str | None:
    """Return the audience that ``resource`` names; None without one.

    Raises Refusal for a resource that is not ours, so that no token is taken for one of another
    server.
    """
    try:
        return audience.read(requests.resources(parameters))
    except UnknownResourceError:
        ours = " or ".join(audience.url(path) for path in reversed(audience.RESOURCES))
        raise Refusal(
            "invalid_target",
            f"resource: name {ours}, or leave it out.",
            because(Reason.RESOURCE_UNKNOWN, resources=ours),
        ) from None


def narrow(granted: str | None, parameters: dict[str, str]) -> str | None:
    """Return the audience of the access token that is requested under ``granted`` (section 2.2).

    Raises Refusal for a resource that was not granted.
    """
    try:
        return audience.narrow(granted, read(parameters))
    except WiderAudienceError:
        names = " and ".join(audience.urls(granted or audience.SITE))
        raise Refusal(
            "invalid_target",
            f"resource: only {names} was authorized. Name it, or leave resource out.",
            because(Reason.RESOURCE_NOT_GRANTED, granted=names),
        ) from None
