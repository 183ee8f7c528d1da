"""Title and fix of each reason a developer can read about the request itself.

The facts in %(…)s are those of the reason (models/flow_doctor/diagnosis.py).
"""

from app.language.texts import lazy_gettext as _
from app.models.flow_doctor.diagnosis import Reason

Texts = dict[Reason, tuple[object, object]]  # title, fix

TEXTS: Texts = {
    Reason.APP_SUSPENDED: (
        _("The app is suspended"),
        _("All requests are refused until an operator restores it. The app's page says why."),
    ),
    Reason.APP_PENDING: (
        _("The app is waiting for review"),
        _("Until it is approved, only you can authorize it, for teams you own."),
    ),
    Reason.APP_REFUSED: (
        _("The app was not approved"),
        _("Read the reason on the app's page, fix it and request another review there."),
    ),
    Reason.SECRET_MISSING: (
        _("No client secret was sent"),
        _("Send it with HTTP Basic (client ID as user name, secret as password) or in the body."),
    ),
    Reason.SECRET_WRONG: (_("Wrong client secret"), ""),  # fix: SECRET_SHAPES
    Reason.SECRET_ENDED: (
        _("The client secret ending in %(end)s has expired"),
        _("It stopped working on %(at)s, after you made a newer secret. Use the newer one."),
    ),
    Reason.SECRET_OF_PUBLIC_APP: (
        _("A secret was sent, but this app is public"),
        _("Public apps have no secret. Send only client_id, and use PKCE."),
    ),
    Reason.CREDENTIALS_TWICE: (
        _("The secret was sent twice"),
        _("Send it in the Authorization header or in the body, not both."),
    ),
    Reason.CREDENTIALS_UNREADABLE: (
        _("The Authorization header cannot be read"),
        _("Send “Basic”, a space and the Base64 encoding of client_id:client_secret."),
    ),
    Reason.CLIENT_ID_DIFFERS: (
        _("Header and body name different client IDs"),
        _("Leave client_id out of the body, or send the same one in both."),
    ),
    Reason.CLIENT_ID_IN_QUERY: (
        _("client_id was sent in the query string"),
        _("Send it in the body or in the Authorization header."),
    ),
    Reason.REQUEST_UNREADABLE: (
        _("The request cannot be read"),
        _("Send each parameter once, as plain text. %(description)s"),
    ),
    Reason.CONTENT_TYPE: (
        _("The Content-Type does not fit the body"),
        _("You sent “%(sent)s”. Use application/x-www-form-urlencoded or application/json."),
    ),
    Reason.JSON_BROKEN: (
        _("The body is not valid JSON"),
        _("Check it for missing quotes and brackets, or send form fields instead."),
    ),
    Reason.PARAMETERS_IN_QUERY: (
        _("The parameters were sent in the query string"),
        _("Send them in the body of the POST."),
    ),
    Reason.PARAMETER_MISSING: (
        _("%(parameter)s is missing"),
        _("Add it to the request. An empty value counts as missing."),
    ),
    Reason.PARAMETER_UNSUPPORTED: (
        _("A parameter is not supported"),
        _("%(parameter)s %(description)s"),
    ),
    Reason.RESPONSE_TYPE_UNSUPPORTED: (
        _("response_type “%(sent)s” is not supported"),
        _("Send response_type=code."),
    ),
    Reason.GRANT_TYPE_UNSUPPORTED: (
        _("grant_type “%(sent)s” is not supported"),
        _("Send a grant type that the server's metadata lists, such as authorization_code."),
    ),
    Reason.GRANT_TYPE_NOT_ALLOWED: (
        _("This app may not use grant_type “%(sent)s”"),
        _("The app's profile does not include it. Use a grant type listed in the app's settings."),
    ),
    Reason.GRANT_ID_UNKNOWN: (
        _("grant_id is not that of a grant by this user to this app"),
        _("It may have ended, or another user is signed in. Ask again without grant_id."),
    ),
    Reason.REDIRECT_URI_DIFFERS: (_("The redirect URI is not registered"), ""),  # fix: DIFFERENCES
    Reason.REDIRECT_URI_MISSING: (
        _("No redirect_uri was sent"),
        _("The app has %(count)s redirect URIs registered. Send the one to use."),
    ),
    Reason.LOGOUT_URI_DIFFERS: (
        _("post_logout_redirect_uri is not registered"),
        _("You sent %(sent)s. Register it exactly so, or leave it out."),
    ),
    Reason.ID_TOKEN_HINT_INVALID: (
        _("id_token_hint is not an ID token for this app"),
        _("Send the whole ID token that you received, unchanged; it may have expired."),
    ),
    Reason.SCOPE_UNKNOWN: (
        _("Unknown scope “%(scopes)s”"),
        _("Use scopes from the documentation, separated by spaces."),
    ),
    Reason.SCOPE_ABOVE_CEILING: (
        _("The app may not request %(scopes)s"),
        _("Add it to the app's scopes, or request only %(ceiling)s."),
    ),
    Reason.SCOPE_ABOVE_GRANT: (
        _("The refresh requested scopes that were not granted: %(scopes)s"),
        _("Leave scope out, or request some of what was granted: %(granted)s."),
    ),
    Reason.SCOPE_REMOVED: (
        _("The refresh requested scopes that the user has removed: %(scopes)s"),
        _("Leave scope out, and use what the answer names. For more, ask the user again."),
    ),
    Reason.RESOURCE_UNKNOWN: (
        _("resource names another server"),
        _("Send %(resources)s, or leave resource out."),
    ),
    Reason.RESOURCE_NOT_GRANTED: (
        _("resource was not part of the authorization"),
        _(
            "Only %(granted)s was. Name it or leave resource out, or name all resources in the "
            "authorization request."
        ),
    ),
    Reason.SCOPE_OF_USERS: (
        _("An app's own token cannot have %(scopes)s"),
        _("These scopes are about a user. Leave them out, or use the authorization code flow."),
    ),
    Reason.CLAIMS_UNREADABLE: (
        _("The claims parameter is malformed"),
        _("%(description)s Send an object with id_token or userinfo, and encode it for a URL."),
    ),
    Reason.OTHER_USER: (
        _("Another user than the requested one is signed in"),
        _("claims named a sub. Leave it out, or ask the user to switch accounts."),
    ),
    Reason.SIGN_IN_TOO_WEAK: (
        _("The sign-in is weaker than the app requires"),
        _("Its acr is %(acr)s. Ask for acr without “essential”, or tell the user what you need."),
    ),
    Reason.CHALLENGE_MISSING: (
        _("code_challenge is missing"),
        _("This app must use PKCE. Send code_challenge and code_challenge_method=S256."),
    ),
    Reason.CHALLENGE_METHOD: (
        _("code_challenge_method is not S256"),
        _("You sent “%(sent)s”; without a method, plain applies. Send code_challenge_method=S256."),
    ),
    Reason.CHALLENGE_MALFORMED: (
        _("code_challenge is malformed"),
        _("It has %(length)s characters. Send the 43 of a SHA-256 hash in base64url, without “=”."),
    ),
    Reason.DIRECT_TOKEN_OFF: (
        _("The direct token is off for this app"),
        _("Send response_type=code and client_id."),
    ),
    Reason.PUSH_REQUIRED: (
        _("The request was not pushed"),
        _("The app's settings require it. Send it to /oauth/par, then its request_uri here."),
    ),
    Reason.PUSHED_UNKNOWN: (
        _("The request_uri is unknown"),
        _("Send the request_uri that was answered to this app, with the same client_id."),
    ),
    Reason.PUSHED_EXPIRED: (
        _("The pushed request had expired"),
        _("Push a request when the user clicks, and send the browser here at once."),
    ),
    Reason.PUSHED_ANSWERED: (
        _("The pushed request had been answered"),
        _("Each request_uri works once. Push a new request for each attempt."),
    ),
    Reason.DENIED: (
        _("The user denied access"),
        _("Nothing is broken. Explain why you need access, and request only the scopes you need."),
    ),
    Reason.NO_TEAM: (
        _("The user has no team"),
        _("These scopes need a team. The user can create one on the consent page and continue."),
    ),
    Reason.VIEWER_ONLY: (
        _("The user does not own a team"),
        _("Only owners can authorize apps. The user can ask an owner from the consent page."),
    ),
    Reason.LOGIN_REQUIRED: (
        _("prompt=none was sent, but the user is not signed in"),
        _("Send the request again without prompt=none, so that the user can sign in."),
    ),
    Reason.CONSENT_REQUIRED: (
        _("prompt=none was sent, but the user has to consent"),
        _("Send the request again without prompt=none."),
    ),
}
SECRET_SHAPES = {
    "whole": _(
        "It is a client secret, but not an active one of this app. Compare it with your copy."
    ),
    "damaged": _("It begins like a client secret but was cut or altered. Copy it again."),
    "other": _("It is not a client secret. Send the one that begins with sd_sec_."),
}
DIFFERENCES = {
    "slash": _("A trailing slash makes it a different address. Send it exactly as registered."),
    "case": _("Upper and lower case differ. Send it exactly as registered."),
    "space": _("It begins or ends with a space. Remove the space."),
    "encoding": _("It is encoded twice or not at all. Encode it exactly once."),
    "scheme": _("One is http, the other https. Send or register the same scheme."),
    "port": _("The port differs. Send or register the same port."),
    "host": _("The host differs. Send or register the same host."),
    "path": _("The path differs. Send or register the same path."),
    "query": _("The query differs; it is part of the URI. Send or register the same query."),
    "fragment": _("It has a fragment. Remove the “#” and everything after it."),
    "other": _("Send it exactly as registered, or register this one too."),
}
