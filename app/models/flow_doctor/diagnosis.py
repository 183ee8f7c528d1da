"""The exact reason why a request of an app was refused, for its developer only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fact = str | int
Facts = Mapping[str, Fact]


class Step(StrEnum):
    """Where in the flow a request was refused."""

    PUSH = "push"
    AUTHORIZE = "authorize"
    DEVICE = "device"
    TOKEN = "token"
    REVOKE = "revoke"
    INTROSPECT = "introspect"
    API = "api"


class Reason(StrEnum):
    """Every reason, with the facts that go with it in the comment beside it."""

    # Who asks
    APP_SUSPENDED = "app_suspended"
    APP_PENDING = "app_pending"
    APP_REFUSED = "app_refused"
    SECRET_MISSING = "secret_missing"
    SECRET_WRONG = "secret_wrong"  # shape: whole, damaged, other
    SECRET_ENDED = "secret_ended"  # end (its last four), at
    SECRET_OF_PUBLIC_APP = "secret_of_public_app"
    SECRET_OF_KEY_APP = "secret_of_key_app"
    ASSERTION_UNEXPECTED = "assertion_unexpected"
    ASSERTION_UNREADABLE = "assertion_unreadable"
    ASSERTION_TYPE = "assertion_type"  # sent
    ASSERTION_ALGORITHM = "assertion_algorithm"  # sent, allowed
    ASSERTION_KEY = "assertion_key"  # kid
    ASSERTION_KEYS_UNAVAILABLE = "assertion_keys_unavailable"  # why
    ASSERTION_SIGNATURE = "assertion_signature"
    ASSERTION_CLAIM = "assertion_claim"  # claim
    ASSERTION_AUDIENCE = "assertion_audience"  # sent
    ASSERTION_EXPIRED = "assertion_expired"  # seconds
    ASSERTION_TOO_LONG = "assertion_too_long"  # seconds
    ASSERTION_REPLAYED = "assertion_replayed"
    CREDENTIALS_TWICE = "credentials_twice"
    CREDENTIALS_UNREADABLE = "credentials_unreadable"
    CLIENT_ID_DIFFERS = "client_id_differs"
    CLIENT_ID_IN_QUERY = "client_id_in_query"

    # How it asks
    REQUEST_UNREADABLE = "request_unreadable"  # description
    CONTENT_TYPE = "content_type"  # sent
    JSON_BROKEN = "json_broken"
    PARAMETERS_IN_QUERY = "parameters_in_query"
    PARAMETER_MISSING = "parameter_missing"  # parameter
    PARAMETER_UNSUPPORTED = "parameter_unsupported"  # parameter, description
    RESPONSE_TYPE_UNSUPPORTED = "response_type_unsupported"  # sent
    GRANT_TYPE_UNSUPPORTED = "grant_type_unsupported"  # sent
    GRANT_TYPE_NOT_ALLOWED = "grant_type_not_allowed"  # sent

    # What it asks for
    REDIRECT_URI_DIFFERS = "redirect_uri_differs"  # sent, registered, differs
    REDIRECT_URI_MISSING = "redirect_uri_missing"  # count
    LOGOUT_URI_DIFFERS = "logout_uri_differs"  # sent
    ID_TOKEN_HINT_INVALID = "id_token_hint_invalid"
    SCOPE_UNKNOWN = "scope_unknown"  # scopes
    SCOPE_ABOVE_CEILING = "scope_above_ceiling"  # scopes, ceiling
    SCOPE_ABOVE_GRANT = "scope_above_grant"  # scopes, granted
    SCOPE_REMOVED = "scope_removed"  # scopes
    RESOURCE_UNKNOWN = "resource_unknown"  # resources
    RESOURCE_NOT_GRANTED = "resource_not_granted"  # granted
    SCOPE_OF_USERS = "scope_of_users"  # scopes
    CLAIMS_UNREADABLE = "claims_unreadable"  # description
    OTHER_USER = "other_user"
    SIGN_IN_TOO_WEAK = "sign_in_too_weak"  # acr
    CHALLENGE_MISSING = "challenge_missing"
    CHALLENGE_METHOD = "challenge_method"  # sent, "" for none
    CHALLENGE_MALFORMED = "challenge_malformed"  # length
    GRANT_ID_UNKNOWN = "grant_id_unknown"
    DIRECT_TOKEN_OFF = "direct_token_off"
    PUSH_REQUIRED = "push_required"
    PUSHED_UNKNOWN = "pushed_unknown"
    PUSHED_EXPIRED = "pushed_expired"
    PUSHED_ANSWERED = "pushed_answered"

    # What the person did
    DENIED = "denied"
    NO_TEAM = "no_team"
    VIEWER_ONLY = "viewer_only"
    LOGIN_REQUIRED = "login_required"
    CONSENT_REQUIRED = "consent_required"

    # Codes and refresh tokens
    CODE_UNKNOWN = "code_unknown"
    CODE_USED = "code_used"  # at
    CODE_EXPIRED = "code_expired"  # seconds
    TOKEN_URI_MISSING = "token_uri_missing"  # registered
    TOKEN_URI_DIFFERS = "token_uri_differs"  # sent, registered, differs
    VERIFIER_MISSING = "verifier_missing"
    VERIFIER_MALFORMED = "verifier_malformed"  # length
    VERIFIER_WRONG = "verifier_wrong"
    VERIFIER_UNEXPECTED = "verifier_unexpected"
    DEVICE_CODE_UNKNOWN = "device_code_unknown"
    DEVICE_CODE_USED = "device_code_used"  # at
    DEVICE_CODE_EXPIRED = "device_code_expired"  # seconds
    POLLED_TOO_EARLY = "polled_too_early"  # seconds: the interval from now on
    REFRESH_UNKNOWN = "refresh_unknown"
    REFRESH_REUSED = "refresh_reused"  # at
    REFRESH_EXPIRED = "refresh_expired"  # seconds
    FAMILY_ENDED = "family_ended"  # by: app, reuse, replay, unknown; at
    GRANT_ENDED = "grant_ended"  # how: revoked, expired, orphaned
    GRANT_NARROWED = "grant_narrowed"
    PERSON_DISABLED = "person_disabled"

    # Keys that tokens are bound to
    PROOF_MISSING = "proof_missing"
    PROOF_INVALID = "proof_invalid"  # part
    PROOF_NONCE_MISSING = "proof_nonce_missing"
    PROOF_KEY_DIFFERS = "proof_key_differs"
    TOKEN_BOUND = "token_bound"
    TOKEN_NOT_BOUND = "token_not_bound"

    # At the API
    TOKEN_EXPIRED = "token_expired"  # seconds
    TOKEN_REVOKED = "token_revoked"  # by, at
    TOKEN_REPLACED = "token_replaced"  # at
    AUDIENCE_DIFFERS = "audience_differs"  # audience, path
    TOKEN_PLACE = "token_place"
    TOKENS_TWICE = "tokens_twice"
    GRANT_PAUSED = "grant_paused"  # at: when it ends
    MEMBER_LEFT = "member_left"
    SCOPE_INSUFFICIENT = "scope_insufficient"  # needed, granted
    ROLE_TOO_LOW = "role_too_low"  # team
    WRONG_TEAM = "wrong_team"  # sent, reached
    TEAM_AMBIGUOUS = "team_ambiguous"
    TEAM_CONTRADICTED = "team_contradicted"
    METHOD_WRONG = "method_wrong"  # sent, allowed
    RATE_LIMITED = "rate_limited"
    NOT_FOUND = "not_found"
    REFUSED = "refused"  # status, error, description: all that is said is in the answer

    NOT_LISTED = "not_listed"  # more of them came than are kept


@dataclass(frozen=True)
class Diagnosis:
    """A reason with its facts: no code, token, secret or verifier is among them."""

    reason: Reason
    facts: Facts = field(default_factory=dict)


def because(reason: Reason, **facts: Fact) -> Diagnosis:
    """The diagnosis, written as a sentence."""
    return Diagnosis(reason, facts)
