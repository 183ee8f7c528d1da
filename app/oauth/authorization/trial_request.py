"""The authorization request of a trial: the developer of an app, sent back to the portal."""

from flask_login import current_user

from app.models.clients.client import Client
from app.models.trials import trial
from app.oauth.authorization.authorization_request import Target
from app.web.signed_in import current_session


def identify(parameters: dict[str, str]) -> Target | None:
    """Who asks, when the person here began a trial of their own app; None for all else.

    Whoever it is None for is checked against the registered addresses like everybody.
    """
    client = Client.find(parameters.get("client_id", ""))
    if client is None or not client.is_usable or not current_user.is_authenticated:
        return None
    uri, state = parameters.get("redirect_uri"), parameters.get("state", "")
    if uri != trial.callback(client.client_id):
        return None
    is_begun = trial.is_begun(state, client, current_session())
    return Target(client, uri, True, state) if is_begun else None
