"""Title and fix of each reason about codes, refresh tokens and API calls."""

from app.language.texts import lazy_gettext as _
from app.models.flow_doctor.diagnosis import Reason
from app.portal.flow_doctor.flow_reasons import Texts

TEXTS: Texts = {
    Reason.CODE_UNKNOWN: (
        _("Not a code of this app"),
        _("Send the code exactly as you received it, with the client ID that requested it."),
    ),
    Reason.CODE_USED: (
        _("The code was already used"),
        _("It was exchanged on %(at)s. Exchange a code once: look for page reloads and retries."),
    ),
    Reason.CODE_EXPIRED: (
        _("The code expired %(seconds)s earlier"),
        _("Exchange it as soon as the user returns to your redirect URI."),
    ),
    Reason.TOKEN_URI_MISSING: (
        _("redirect_uri is missing from the token request"),
        _("Send the one from the authorization request: %(registered)s"),
    ),
    Reason.TOKEN_URI_DIFFERS: (
        _("redirect_uri differs from the authorization request"),
        _("Send the one from the authorization request, exactly."),
    ),
    Reason.VERIFIER_MISSING: (
        _("code_verifier is missing"),
        _("The authorization request had a code_challenge. Send the verifier it was made from."),
    ),
    Reason.VERIFIER_MALFORMED: (
        _("code_verifier is malformed"),
        _("It has %(length)s characters. Use 43 to 128 letters, digits, “-”, “.”, “_” and “~”."),
    ),
    Reason.VERIFIER_WRONG: (
        _("code_verifier does not match the code_challenge"),
        _(
            "Store one verifier per authorization request, with its state. The challenge is the "
            "verifier's SHA-256 hash in base64url, without “=”."
        ),
    ),
    Reason.VERIFIER_UNEXPECTED: (
        _("code_verifier was sent without a code_challenge"),
        _("Send code_challenge and code_challenge_method=S256 in the authorization request."),
    ),
    Reason.DEVICE_CODE_UNKNOWN: (
        _("Not a device code of this app"),
        _("Send the device_code exactly as you received it, with the same client ID."),
    ),
    Reason.DEVICE_CODE_USED: (
        _("The device code was already used"),
        _("Its tokens were collected on %(at)s. Stop polling once you have tokens."),
    ),
    Reason.DEVICE_CODE_EXPIRED: (
        _("The device code expired %(seconds)s earlier"),
        _("Stop polling after expires_in seconds, and offer to show a new code."),
    ),
    Reason.POLLED_TOO_EARLY: (
        _("The device polls too often"),
        _("Add 5 seconds to the interval after each slow_down. It is %(seconds)s seconds now."),
    ),
    Reason.REFRESH_UNKNOWN: (
        _("Not a refresh token of this app"),
        _("It was altered, belongs to another app or is too old. Ask the user to connect again."),
    ),
    Reason.REFRESH_REUSED: (
        _("A refresh token was reused"),
        _(
            "It was exchanged on %(at)s, too long before for a repeat, so all tokens of this "
            "authorization were revoked. Keep the newest pair where all workers of the app find it."
        ),
    ),
    Reason.REFRESH_EXPIRED: (
        _("The refresh token expired %(seconds)s earlier"),
        _("Ask the user to connect again. You can extend the lifetime in the app's settings."),
    ),
    Reason.FAMILY_ENDED: (_("The tokens of this authorization were revoked on %(at)s"), ""),
    Reason.GRANT_ENDED: (_("The app's access has ended"), ""),
    Reason.GRANT_NARROWED: (
        _("The user removed what this was issued for"),
        _("Start the authorization again. The page tells the user what they removed, and when."),
    ),
    Reason.PERSON_DISABLED: (
        _("The user's account is disabled"),
        _("Access works again once an operator enables the account."),
    ),
    Reason.TOKEN_EXPIRED: (
        _("The access token expired %(seconds)s earlier"),
        _("Refresh it within expires_in seconds of receiving it."),
    ),
    Reason.TOKEN_REVOKED: (_("The access token was revoked on %(at)s"), ""),
    Reason.TOKEN_REPLACED: (
        _("The access token was replaced on %(at)s"),
        _("Soon after a refresh the previous access token ends. Use the newest one everywhere."),
    ),
    Reason.AUDIENCE_DIFFERS: (
        _("The token is not for %(path)s"),
        _(
            "It was requested for %(audience)s alone. Get one without resource, or name the "
            "resource that this address belongs to."
        ),
    ),
    Reason.TOKEN_PLACE: (
        _("The token was sent in the query string or body"),
        _("Send it in the header, as “Authorization: Bearer …”."),
    ),
    Reason.TOKENS_TWICE: (
        _("The request has more than one token"),
        _("Send one, in the Authorization header."),
    ),
    Reason.GRANT_PAUSED: (
        _("The user has paused the app"),
        _("Access comes back by itself on %(at)s, or earlier. Keep the tokens until then."),
    ),
    Reason.MEMBER_LEFT: (
        _("The user who authorized the app left the team"),
        _("Ask an owner of the team to connect again."),
    ),
    Reason.SCOPE_INSUFFICIENT: (
        _("The token lacks %(needed)s"),
        _("It has %(granted)s. Request %(needed)s in the authorization request."),
    ),
    Reason.ROLE_TOO_LOW: (
        _("The user's role in %(team)s does not allow this"),
        _("The scope allows it, but the user may not do it. Ask an owner to connect again."),
    ),
    Reason.WRONG_TEAM: (
        _("The token does not reach “%(sent)s”"),
        _("It reaches: %(reached)s. Ask an owner of the other team to connect the app."),
    ),
    Reason.TEAM_AMBIGUOUS: (
        _("The token reaches several teams"),
        _("Name one team in the path or in X-API-ORG."),
    ),
    Reason.TEAM_CONTRADICTED: (
        _("Path and X-API-ORG name different teams"),
        _("Name the team in one place only."),
    ),
    Reason.METHOD_WRONG: (_("%(sent)s is not allowed at this address"), _("Use %(allowed)s.")),
    Reason.NOT_FOUND: (
        _("There is nothing at this address"),
        _("%(path)s does not exist, or apps may not see it. Check the address."),
    ),
    Reason.RATE_LIMITED: (
        _("Too many requests"),
        _("Wait for the seconds in Retry-After, and cache answers to send fewer requests."),
    ),
    Reason.REFUSED: (_("The request was refused: %(error)s"), _("%(description)s")),
    Reason.NOT_LISTED: (
        _("Further failures"),
        _("There were too many different ones to list, so these are only counted."),
    ),
}
ENDERS = {
    "app": _("Your app revoked it at the revocation endpoint. Ask the user to connect again."),
    "reuse": _("A refresh token was reused. Ask the user to connect again; refresh in one place."),
    "replay": _(
        "Its code was exchanged twice. Ask the user to connect again; exchange a code once."
    ),
    "unknown": _("Ask the user to connect again."),
}
ENDINGS = {
    "revoked": _("It was revoked in the portal. Ask the user to connect again."),
    "expired": _("It expired. Ask the user to connect again."),
    "orphaned": _(
        "Its user no longer owns the team. Another owner can adopt it on the team's page of "
        "connected apps; then this refresh token works again."
    ),
}
