"""What a developer reads of each reason about codes, refresh tokens and calls of the API."""

from flask_babel import lazy_gettext as _

from app.models.flow_doctor.diagnosis import Reason
from app.portal.flow_doctor.flow_reasons import Words

CODES: Words = {
    Reason.CODE_UNKNOWN: (
        _("Not a code of this app"),
        _("Send the code exactly as it came, with the client ID that asked for it."),
    ),
    Reason.CODE_USED: (
        _("The code was used before"),
        _(
            "It was exchanged on %(at)s. A code works once: look for a page that is reloaded or "
            "a request that is retried."
        ),
    ),
    Reason.CODE_EXPIRED: (
        _("The code had expired %(seconds)s before"),
        _("Exchange it at once, when the person comes back to your redirect URI."),
    ),
    Reason.TOKEN_URI_MISSING: (
        _("redirect_uri is missing at the token endpoint"),
        _("Repeat it exactly as in the authorization request: %(registered)s"),
    ),
    Reason.TOKEN_URI_DIFFERS: (
        _("redirect_uri is another than in the authorization request"),
        _("The code was sent to the one above. Repeat it exactly."),
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
        _("code_verifier does not fit the code_challenge"),
        _(
            "Keep one verifier a sign-in, with its state. The challenge is its SHA-256 in Base64 "
            "for URLs, without “=”."
        ),
    ),
    Reason.VERIFIER_UNEXPECTED: (
        _("A code_verifier was sent, but no code_challenge before"),
        _("Send code_challenge and code_challenge_method=S256 in the authorization request."),
    ),
    Reason.REFRESH_UNKNOWN: (
        _("Not a refresh token of this app"),
        _("It was altered, belongs to another app, or ended long ago. Connect again."),
    ),
    Reason.REFRESH_REUSED: (
        _("An old refresh token was used again"),
        _(
            "It bought a new pair on %(at)s, so everything of this sign-in was ended. Store the "
            "new refresh token before you use the new access token, and refresh in one place."
        ),
    ),
    Reason.REFRESH_EXPIRED: (
        _("The refresh token had expired %(seconds)s before"),
        _("Connect again. A longer life stands in the app's settings."),
    ),
    Reason.FAMILY_ENDED: (_("This sign-in was ended on %(at)s"), ""),  # by whom, below
    Reason.GRANT_ENDED: (_("The permission has ended"), ""),  # how, below
    Reason.PERSON_DISABLED: (
        _("The person's account is disabled"),
        _("Their permissions work again when an operator enables it."),
    ),
}
ENDERS = {
    "app": _("Your app gave it back at the revocation endpoint. Connect again."),
    "reuse": _("An old refresh token was used again. Connect again, and refresh in one place."),
    "replay": _("Its code was exchanged twice. Connect again, and exchange a code once."),
    "unknown": _("Connect again."),
}
ENDINGS = {
    "revoked": _("It was revoked on our side. Ask the organizer to connect again."),
    "expired": _("Its time was over. Ask the organizer to connect again."),
    "orphaned": _("Who gave it no longer owns the team. Ask an owner to connect again."),
}
CALLS: Words = {
    Reason.TOKEN_EXPIRED: (
        _("The access token had expired %(seconds)s before"),
        _("Refresh it before expires_in is over, counted from when the answer came."),
    ),
    Reason.TOKEN_REVOKED: (_("The access token was ended on %(at)s"), ""),  # by whom, above
    Reason.TOKEN_REPLACED: (
        _("A newer access token took its place on %(at)s"),
        _("Every refresh ends the access token before it. Use the newest one everywhere."),
    ),
    Reason.TOKEN_PLACE: (
        _("The token stood in the address or body"),
        _("Send it as “Authorization: Bearer …”."),
    ),
    Reason.TOKENS_TWICE: (
        _("The request held more than one token"),
        _("Send one, in the Authorization header."),
    ),
    Reason.MEMBER_LEFT: (
        _("Who gave the permission left the team"),
        _("Ask an owner of the team to connect again."),
    ),
    Reason.SCOPE_INSUFFICIENT: (
        _("The token lacks %(needed)s"),
        _("It was given %(granted)s. Ask for %(needed)s when you send people to connect."),
    ),
    Reason.ROLE_TOO_LOW: (
        _("The person's role in %(team)s does not allow this"),
        _("The scope would do, but who gave it may no longer do this themself."),
    ),
    Reason.WRONG_TEAM: (
        _("The token does not reach “%(sent)s”"),
        _("It reaches: %(reached)s. An owner of another team has to connect it first."),
    ),
    Reason.TEAM_AMBIGUOUS: (
        _("The token reaches several teams"),
        _("Name one in the path or in X-API-ORG."),
    ),
    Reason.TEAM_CONTRADICTED: (
        _("Path and X-API-ORG name different teams"),
        _("Name the team in one place."),
    ),
    Reason.METHOD_WRONG: (
        _("%(sent)s is not taken at this address"),
        _("It takes %(allowed)s."),
    ),
    Reason.NOT_FOUND: (
        _("There is nothing at this address"),
        _("%(path)s leads nowhere, or to what apps may not see."),
    ),
    Reason.RATE_LIMITED: (
        _("Too many requests"),
        _("Wait for the seconds in Retry-After, and keep a copy instead of asking often."),
    ),
    Reason.REFUSED: (_("The request was refused: %(error)s"), _("%(description)s")),
    Reason.NOT_LISTED: (
        _("More failures than are listed"),
        _("So many different ones came that these are only counted."),
    ),
}
