"""Authorization code grant with PKCE (RFC 6749 section 4.1, RFC 7636)."""

import re
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Error, grants
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7636.challenge import compare_s256_code_challenge

from app.models.clients import redirect_difference
from app.models.clients.client import Client
from app.models.credentials import credential_diagnosis
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.oauth import resource_indicators, token_binding
from app.oauth.errors import Refusal, invalid_grant, missing
from app.oauth.requests import ParameterRequest
from app.oauth.token_response import id_token_of, token_answer

METHOD = "code_challenge_method"
# RFC 7636 sections 4.1 and 4.2. Authlib's own pattern admits a line feed at the end.
VERIFIER = CHALLENGE = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class AuthorizationCodeGrant(grants.AuthorizationCodeGrant):
    """Authlib's validation, then one conditional UPDATE that issues tokens only once."""

    @staticmethod
    def validate_authorization_redirect_uri(request: ParameterRequest, client: Client) -> str:
        """The redirect URI that was matched before all other checks."""
        if request.trusted_redirect_uri is None:
            raise RuntimeError("The redirect URI has not been checked.")
        return request.trusted_redirect_uri

    def validate_token_request(self) -> None:
        """As Authlib does, with an error that names the missing parameter."""
        try:
            super().validate_token_request()
        except InvalidRequestError:
            if not self.request.form.get("code"):
                raise missing("code") from None
            raise

    def query_authorization_code(self, code: str, client: Client) -> AuthorizationCode:
        """The client's code, spent or not; a spent one is refused after all other checks."""
        stored = AuthorizationCode.find(code, client)
        if stored is None:
            raise invalid_grant(because(Reason.CODE_UNKNOWN))
        repeated = self.request.payload.redirect_uri
        if not stored.accepts_redirect_uri(repeated):
            raise Refusal(
                "invalid_grant",
                "The redirect_uri is not the one the code was sent to.",
                _of_redirect_uri(stored, repeated),
            )
        return stored

    def create_token_response(self) -> tuple[int, dict[str, Any], list[Any]]:
        """Spend the code, then issue tokens; a second use ends the tokens of the first."""
        code: AuthorizationCode = self.request.authorization_code
        code.hold()
        if code.used_at is None and not code.is_usable:
            raise invalid_grant(credential_diagnosis.of_code(code))
        key = token_binding.prove_key(code.client)
        token_binding.require_same_key(code.dpop_jkt, key)
        audience = None
        if code.used_at is None:  # a second use is noticed whatever else it asks for
            audience = resource_indicators.narrow(code.audience, self.request.parameters)
        if not code.redeem():
            # WPGancio repeats the request when its page is reloaded (docs/dialects/gancio.md).
            if code.client.replay_ends_tokens:
                code.revoke_issued_tokens()
            raise invalid_grant(credential_diagnosis.of_code(code))
        pair = code.issue_tokens(dpop_jkt=key, audience=audience)
        answer = token_answer(pair, id_token_of(code.family, pair))
        return 200, answer, self.TOKEN_RESPONSE_HEADER


class S256CodeChallenge(CodeChallenge):
    """PKCE by S256 only; a public client needs it from the authorization request on."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a missing challenge where one is required, and a challenge without S256."""
        parameters, client = grant.request.payload.data, grant.request.client
        challenge, method = parameters.get("code_challenge"), parameters.get(METHOD, "")
        if challenge and method != "S256":
            # Without a method the challenge would be a plain one (RFC 7636 section 4.3).
            raise Refusal(
                "invalid_request",
                "Send code_challenge_method=S256.",
                because(Reason.CHALLENGE_METHOD, sent=method),
            )
        if not challenge and (client.pkce_required or not client.confidential):
            raise Refusal(
                "invalid_request",
                "A code_challenge with method S256 is required.",
                because(Reason.CHALLENGE_MISSING),
            )
        if challenge and not CHALLENGE.fullmatch(challenge):
            raise Refusal(
                "invalid_request",
                "The code_challenge must be 43 to 128 unreserved characters.",
                because(Reason.CHALLENGE_MALFORMED, length=len(challenge)),
            )
        try:
            super().validate_code_challenge(grant, redirect_uri)
        except OAuth2Error as error:
            error.diagnosis = because(Reason.CHALLENGE_MISSING)
            raise

    def validate_code_verifier(self, grant: Any, result: Any) -> None:
        """As Authlib does, with a diagnosis for the developer."""
        verifier = grant.request.form.get("code_verifier")
        if verifier and not VERIFIER.fullmatch(verifier):
            raise Refusal(
                "invalid_request",
                "The code_verifier must be 43 to 128 unreserved characters.",
                _of_verifier(grant.request.authorization_code, verifier),
            )
        try:
            super().validate_code_verifier(grant, result)
        except OAuth2Error as error:
            error.diagnosis = _of_verifier(grant.request.authorization_code, verifier)
            raise


def proves_challenge(verifier: str | None, challenge: str | None) -> bool:
    """Whether ``verifier`` is that of the code's challenge; without a challenge there is none."""
    if not verifier or not challenge:
        return not verifier and not challenge
    is_formed = VERIFIER.fullmatch(verifier) is not None
    return is_formed and compare_s256_code_challenge(verifier, challenge)


def _of_redirect_uri(code: AuthorizationCode, repeated: str | None) -> Diagnosis:
    if not repeated:
        return because(Reason.TOKEN_URI_MISSING, registered=code.redirect_uri)
    facts = redirect_difference.compare([code.redirect_uri], repeated)
    return Diagnosis(Reason.TOKEN_URI_DIFFERS, facts)


def _of_verifier(code: AuthorizationCode, verifier: str | None) -> Diagnosis:
    if not verifier:
        return because(Reason.VERIFIER_MISSING)
    if not code.code_challenge:
        return because(Reason.VERIFIER_UNEXPECTED)
    if not VERIFIER.fullmatch(verifier):
        return because(Reason.VERIFIER_MALFORMED, length=len(verifier))
    return because(Reason.VERIFIER_WRONG)
