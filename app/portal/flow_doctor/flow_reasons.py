"""What a developer reads of each reason: what went wrong, and how to mend it.

Words in %(…)s are the facts that belong to the reason (models/diagnosis.py).
"""

from flask_babel import lazy_gettext as _

from app.models.flow_doctor.diagnosis import Reason

Words = dict[Reason, tuple[object, object]]

WHO_ASKS: Words = {
    Reason.APP_SUSPENDED: (
        _("The app was suspended"),
        _("Nothing works until an operator restores it. The reason stands on its overview."),
    ),
    Reason.APP_PENDING: (
        _("The app waits for review"),
        _("Until it is approved only you can let it in, on your own teams."),
    ),
    Reason.APP_REFUSED: (
        _("The app was not approved"),
        _("The reason stands on its overview, where you can ask again."),
    ),
    Reason.SECRET_MISSING: (
        _("No client secret was sent"),
        _("Send it by HTTP Basic (client ID as name, secret as password) or in the body."),
    ),
    Reason.SECRET_WRONG: (_("Wrong client secret"), ""),  # by shape, below
    Reason.SECRET_ENDED: (
        _("The client secret ending in %(end)s has ended"),
        _("It stopped working on %(at)s, after a newer one was made. Use the newer one."),
    ),
    Reason.SECRET_OF_PUBLIC_APP: (
        _("A secret was sent, and this app is public"),
        _("It has no secret. Send only client_id, and prove the request by PKCE."),
    ),
    Reason.CREDENTIALS_TWICE: (
        _("The secret was sent twice"),
        _("Send it in the Authorization header or in the body, not in both."),
    ),
    Reason.CREDENTIALS_UNREADABLE: (
        _("The Authorization header cannot be read"),
        _("It must be “Basic” and the Base64 of client ID, colon, secret."),
    ),
    Reason.CLIENT_ID_DIFFERS: (
        _("Header and body name different client IDs"),
        _("Leave client_id out of the body, or send the same one."),
    ),
    Reason.CLIENT_ID_IN_QUERY: (
        _("client_id stood in the address"),
        _("Send it in the body or in the Authorization header."),
    ),
}
SECRET_SHAPES = {
    "whole": _("It is a whole client secret, but none of this app's live ones."),
    "damaged": _("It begins like one of ours but was cut or altered on its way. Copy it again."),
    "other": _("It is no client secret of ours at all: those begin with sd_sec_."),
}
HOW_IT_ASKS: Words = {
    Reason.REQUEST_UNREADABLE: (
        _("The request cannot be read"),
        _("Send each parameter once, as plain text. %(description)s"),
    ),
    Reason.CONTENT_TYPE: (
        _("The Content-Type does not fit the body"),
        _("“%(sent)s” was sent. Use application/x-www-form-urlencoded, or application/json."),
    ),
    Reason.JSON_BROKEN: (
        _("The body is not valid JSON"),
        _("Check it for missing quotes and brackets, or send a form instead."),
    ),
    Reason.PARAMETERS_IN_QUERY: (
        _("The parameters stood in the address"),
        _("Send them in the body of the POST."),
    ),
    Reason.PARAMETER_MISSING: (
        _("%(parameter)s is missing"),
        _("Send it. An empty value counts as missing."),
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
        _("Send authorization_code, refresh_token or client_credentials."),
    ),
    Reason.GRANT_TYPE_NOT_ALLOWED: (
        _("This app may not use grant_type “%(sent)s”"),
        _("Its settings do not include this grant type."),
    ),
}
WHAT_IT_ASKS: Words = {
    Reason.REDIRECT_URI_DIFFERS: (_("The redirect URI is not registered"), ""),  # by difference
    Reason.REDIRECT_URI_MISSING: (
        _("No redirect_uri was sent"),
        _("With %(count)s addresses registered we cannot know which. Send one of them."),
    ),
    Reason.SCOPE_UNKNOWN: (
        _("There is no scope “%(scopes)s”"),
        _("Scopes are separated by spaces. The docs list all there are."),
    ),
    Reason.SCOPE_ABOVE_CEILING: (
        _("The app may not ask for %(scopes)s"),
        _("Add it to the app's scopes, or ask for no more than %(ceiling)s."),
    ),
    Reason.SCOPE_ABOVE_GRANT: (
        _("More was asked for than was granted: %(scopes)s"),
        _("A refresh can only narrow. The organizer granted %(granted)s."),
    ),
    Reason.CHALLENGE_MISSING: (
        _("code_challenge is missing"),
        _("This app needs PKCE: send code_challenge and code_challenge_method=S256."),
    ),
    Reason.CHALLENGE_METHOD: (
        _("The code challenge is not S256"),
        _("“%(sent)s” was sent, and no method means plain. Send code_challenge_method=S256."),
    ),
    Reason.CHALLENGE_MALFORMED: (
        _("code_challenge is malformed"),
        _(
            "It has %(length)s characters. SHA-256 in Base64 for URLs has 43, without “=” at "
            "the end."
        ),
    ),
    Reason.DIRECT_TOKEN_OFF: (
        _("The direct token is off for this app"),
        _("Send response_type=code and client_id, or change how the app works."),
    ),
    Reason.DENIED: (
        _("The person pressed Deny"),
        _("Nothing is broken. Tell them why you ask, and ask for as little as you need."),
    ),
    Reason.NO_TEAM: (
        _("The person has no team"),
        _("These scopes are about a team. They can make one on the consent page and go on."),
    ),
    Reason.VIEWER_ONLY: (
        _("The person owns none of their teams"),
        _("Only an owner can let an app in. They can ask one from the consent page."),
    ),
    Reason.LOGIN_REQUIRED: (
        _("prompt=none, and nobody was signed in"),
        _("Start again without prompt=none, so that the person can sign in."),
    ),
    Reason.CONSENT_REQUIRED: (
        _("prompt=none, and the person has to be asked"),
        _("Start again without prompt=none."),
    ),
}
DIFFERENCES = {
    "slash": _("A slash at the end makes it another address."),
    "case": _("Upper and lower case matter."),
    "space": _("There is a space at its beginning or end."),
    "encoding": _("It is encoded once too often, or not at all."),
    "scheme": _("One is http, the other https."),
    "port": _("The port differs."),
    "host": _("The host differs."),
    "path": _("The path differs."),
    "query": _("The query differs; it is part of the address."),
    "fragment": _("It carries a fragment, “#” and what follows; leave it out."),
    "other": _("It differs."),
}
