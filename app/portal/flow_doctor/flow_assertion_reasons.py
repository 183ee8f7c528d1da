"""Title and fix of each reason a developer can read about client assertions (RFC 7523)."""

from app.language.texts import lazy_gettext as _
from app.models.flow_doctor.diagnosis import Reason
from app.portal.flow_doctor.flow_reasons import Texts

TEXTS: Texts = {
    Reason.SECRET_OF_KEY_APP: (
        _("This app proves itself by a key, and sent a secret or nothing"),
        _("Send client_assertion, or choose a client secret on the app's page of standards."),
    ),
    Reason.ASSERTION_UNEXPECTED: (
        _("A client_assertion was sent, but this app uses a secret"),
        _("Choose private_key_jwt on the app's page of standards, or send the secret."),
    ),
    Reason.ASSERTION_UNREADABLE: (
        _("The client_assertion cannot be read"),
        _("Send a signed JWT in its compact form: three parts in base64url, joined by dots."),
    ),
    Reason.ASSERTION_TYPE: (
        _("client_assertion_type “%(sent)s” is not supported"),
        _("Send urn:ietf:params:oauth:client-assertion-type:jwt-bearer."),
    ),
    Reason.ASSERTION_ALGORITHM: (
        _("The client_assertion is signed with “%(sent)s”"),
        _("Sign it with one of these: %(allowed)s. The app's page of standards can name one."),
    ),
    Reason.ASSERTION_KEY: (
        _("No registered key has the ID “%(kid)s” and fits the algorithm"),
        _("Register the public key, or send the kid of a registered one."),
    ),
    Reason.ASSERTION_KEYS_UNAVAILABLE: (
        _("The app's keys could not be fetched"),
        _("Serve the JWK Set at jwks_uri, over https and without a redirect. Reason: %(why)s."),
    ),
    Reason.ASSERTION_SIGNATURE: (
        _("The signature of the client_assertion does not match the key"),
        _("Sign with the private key that belongs to the registered public key."),
    ),
    Reason.ASSERTION_CLAIM: (
        _("The claim %(claim)s of the client_assertion is missing or wrong"),
        _("iss and sub are the client ID, exp, nbf and iat are times in seconds, jti is unique."),
    ),
    Reason.ASSERTION_AUDIENCE: (
        _("The client_assertion is for another audience"),
        _("Its aud is “%(sent)s”. Send this site's issuer, as the metadata names it."),
    ),
    Reason.ASSERTION_EXPIRED: (
        _("The client_assertion expired %(seconds)s ago"),
        _("Make a new one for each request, and check your server's clock."),
    ),
    Reason.ASSERTION_TOO_LONG: (
        _("The client_assertion is valid for too long"),
        _("Let exp be at most %(seconds)s from now."),
    ),
    Reason.ASSERTION_REPLAYED: (
        _("The client_assertion was used before"),
        _("Make a new one, with its own jti, for each request."),
    ),
}
