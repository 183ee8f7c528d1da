"""Shows the consent page, and knows its address."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, url_for
from flask_login import current_user

from app.oauth.authorization import consent_page, consent_ticket, owner_request
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.oauth.authorization.consent_teams import Look, TeamChoice
from app.oauth.authorization.owner_request import AskForm


def show_consent(
    asked: AuthorizationRequest,
    parameters: dict[str, str],
    choice: TeamChoice,
    look: Look,
    *,
    error: str | None = None,
    asking: AskForm | None = None,
) -> Response:
    """The consent page; its form carries what is shown."""
    values: dict[str, Any] = consent_page.describe(asked, choice, current_user, look)
    here = address_of(parameters)
    page = render_template(
        "oauth/authorization/consent.html",
        **values,
        ticket=consent_ticket.seal(parameters, values["offered"]),
        error=error,
        here=here,
        every_team=address_of(parameters, Look(every_team=True)),
        clear_search=address_of(parameters, replace(look, words="")) if look.words else None,
        owner_request=owner_request.describe(asked, choice, current_user, asking),
    )
    return make_response(page, 422 if error or asking else 200)


def address_of(parameters: dict[str, str], look: Look | None = None) -> str:
    """Where the same request is asked for again, as the person wants to see it."""
    return f"{url_for('oauth.ask_consent')}?{urlencode(parameters | (look or Look()).query())}"
