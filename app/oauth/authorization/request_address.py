"""The address of an authorization request, to which every page on its way leads back.

Pages carry it as ``next``, one within the other, and each encodes it again. An accepted request
therefore has an address that fits into what servers take even then (decision 32).
"""

from urllib.parse import urlencode

from flask import url_for

from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth.authorization import authorization_request
from app.oauth.authorization.consent_teams import Look
from app.oauth.errors import Refusal
from app.web import local_path

# Characters. A character of a query becomes seven at most when three pages encode it.
MAX_LENGTH = 8_000
# Characters of one parameter that are read: what is too long is refused to the app, not the user.
LONGEST = 64 * 1024
LONGEST_CODED = 12  # characters that one becomes in an address, at most: %F0%9F%8E%AA


def address_of(parameters: dict[str, str], look: Look | None = None) -> str:
    """The address of the consent page for the same request, in the given look."""
    look_parameters = (look or Look()).parameters()
    page = "oauth.ask_user_code" if "user_code" in parameters else "oauth.ask_consent"
    return f"{url_for(page)}?{urlencode(parameters | look_parameters)}"


def check_length(parameters: dict[str, str]) -> None:
    """Raise Refusal when the request is too long to be carried to its consent page."""
    authorization_request.check_state_length(parameters)
    characters = sum(len(name) + len(value) for name, value in parameters.items())
    if characters * LONGEST_CODED < MAX_LENGTH / 2 or len(address_of(parameters)) <= MAX_LENGTH:
        return
    longest = max(parameters, key=lambda name: len(parameters[name]))
    text = f"The request has more than {MAX_LENGTH} characters. Shorten {longest}."
    raise Refusal("invalid_request", text, because(Reason.REQUEST_UNREADABLE, description=text))


def present_address(parameters: dict[str, str]) -> str:
    """The address of the present request as it was sent; without unknown parameters if too long."""
    sent = local_path.present()
    return sent if len(sent) <= MAX_LENGTH else address_of(parameters)
