"""The parameters of OpenID Connect in an authorization request (Core section 3.1.2.1)."""

from app.models.accounts.browser_session import BrowserSession
from app.models.clients.client import Client
from app.models.credentials import user_authentication
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.values import scopes
from app.models.values.claims_request import ClaimsRequest
from app.oauth.errors import Refusal

MAX_NONCE = 1000  # characters
NOTHING = ClaimsRequest()


def read_nonce(parameters: dict[str, str]) -> str | None:
    """The value that the ID token repeats."""
    nonce = parameters.get("nonce")
    if nonce is not None and len(nonce) > MAX_NONCE:
        raise Refusal("invalid_request", "nonce is too long.")
    return nonce


def read_claims(parameters: dict[str, str]) -> ClaimsRequest:
    """The claims that are wanted; raises Refusal for a malformed parameter."""
    if "claims" not in parameters:
        return NOTHING
    try:
        return ClaimsRequest.parse(parameters["claims"])
    except ValueError as error:
        diagnosis = because(Reason.CLAIMS_UNREADABLE, description=str(error))
        raise Refusal("invalid_request", str(error), diagnosis) from None


def widen(names: frozenset[str], claims: ClaimsRequest, client: Client) -> frozenset[str]:
    """The requested scopes with those of the wanted claims, which the user is then asked for.

    Claims beyond the client's scopes are left out: they are voluntary (section 5.5.1).
    """
    if "openid" not in names:
        return names
    return names | (claims.scopes & scopes.closure(scopes.parse(client.scopes)))


def check_subject(claims: ClaimsRequest, session: BrowserSession) -> None:
    """Raise Refusal unless the signed-in user is the requested one, if any."""
    if claims.subjects and session.user.public_id not in claims.subjects:
        raise Refusal(
            "login_required",
            "claims: the user whose sub was requested is not signed in.",
            because(Reason.OTHER_USER),
        )


def check_acr(claims: ClaimsRequest, session: BrowserSession, *, since: int | None) -> None:
    """Raise Refusal unless the user signed in as is required, ``since`` then if it is set."""
    acr = user_authentication.Proof.of(session, since=since).acr
    if claims.required_acr and acr not in claims.required_acr:
        # OpenID Connect Core Unmet Authentication Requirements 1.0
        raise Refusal(
            "unmet_authentication_requirements",
            "claims: the user did not sign in by an essential acr.",
            because(Reason.SIGN_IN_TOO_WEAK, acr=acr),
        )
