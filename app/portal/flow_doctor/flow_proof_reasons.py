"""Title and fix of each reason about keys that tokens are bound to (DPoP)."""

from app.language.texts import lazy_gettext as _
from app.models.flow_doctor.diagnosis import Reason
from app.portal.flow_doctor.flow_reasons import Texts

TEXTS: Texts = {
    Reason.PROOF_MISSING: (
        _("No DPoP proof was sent"),
        _(
            "The app requires bound tokens, or the token is already bound to a key. Send a proof "
            "in the header DPoP."
        ),
    ),
    Reason.PROOF_INVALID: (_("The DPoP proof is invalid: %(part)s"), ""),
    Reason.PROOF_NONCE_MISSING: (
        _("The DPoP proof has no nonce"),
        _(
            "A first request is always answered like this. Repeat it with a new proof that "
            "carries the value of the header DPoP-Nonce as nonce."
        ),
    ),
    Reason.PROOF_KEY_DIFFERS: (
        _("The DPoP proof is by another key"),
        _("Keep the key as long as the tokens: they only work with the one they were issued to."),
    ),
    Reason.TOKEN_BOUND: (
        _("A bound token was sent as a bearer token"),
        _("Send Authorization: DPoP and the token, with a proof in the header DPoP."),
    ),
    Reason.TOKEN_NOT_BOUND: (
        _("A bearer token was sent as a bound token"),
        _("Send Authorization: Bearer, or a proof already when you get the token."),
    ),
}
PARTS = {
    "header": _("Send one header DPoP that holds one signed JWT."),
    "typ": _("Its header needs typ: dpop+jwt."),
    "alg": _("Sign with ES256, EdDSA, PS256 or RS256."),
    "jwk": _("Its header needs jwk: the public key, of the alg's type, without private parts."),
    "signature": _("Sign header and payload with the private key that belongs to jwk."),
    "jti": _("Give each proof a jti of its own: a random string of at most 500 characters."),
    "htm": _("htm is the method of the request, in capitals. Make a proof for each request."),
    "htu": _("htu is the address of the request without query and fragment."),
    "iat": _("iat is the time of the proof in epoch seconds. Check the clock of the app."),
    "ath": _("ath is the SHA-256 of the access token, in base64url without “=”."),
    "replay": _("Make a new proof for each request, also when you retry."),
}
