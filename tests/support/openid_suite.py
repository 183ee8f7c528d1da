"""What the OpenID Foundation's conformance suite does and checks, over the test client."""

import json
import math
import re
from collections import Counter
from urllib.parse import parse_qsl, urljoin, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet

from app.demo.page import Page
from app.models.values import clock
from tests.support.assertions import public_keys
from tests.support.factories import PASSWORD

ISSUER = "https://stagedoor.example"
CALLBACK = "https://suite.example/test/a/stagedoor/callback"
AFTER_LOGOUT = "https://suite.example/test/a/stagedoor/post_logout_redirect"
STATE, NONCE = "s" * 128, "n-0S6_WzA2Mj"
# What an error may carry to the client.
OF_ERRORS = {"error", "error_description", "error_uri", "state", "session_state", "iss"}
CONFIRM = "Go on"
# What a user presses, by the page's path.
BUTTONS = {
    "/login": "Sign in",
    "/account/confirm": CONFIRM,
    "/oauth/authorize": "Authorize",
    "/oauth/end_session": "Sign out",
}
NEEDS_A_PAGE = {
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
}


class User:
    """A person who presses what a page offers, until the browser is sent to the client."""

    def __init__(self, browser, email: str) -> None:
        self.browser, self.email = browser, email
        self.pressed: list[str] = []

    def go(self, path: str, *, data=None):
        """Open the address; returns the redirect to the client, or the page it ends on."""
        self.pressed = []
        answer = self._open(path, data)
        for _each in range(12):
            if answer.status_code in {302, 303}:
                if not is_ours(answer.location):
                    return answer
                path = urljoin(path, answer.location)
                answer = self._open(path)
            elif (button := self._button(answer, path)) is not None:
                answer, path = self._press(answer, path, button)
            else:
                return answer
        raise AssertionError(f"It never ends: {self.pressed}")

    def sign_in(self) -> None:
        """Sign in beforehand, of one's own accord."""
        self.go("/login")

    def _button(self, page, path: str) -> str | None:
        """What the user presses at this address; None where they end."""
        button = BUTTONS.get(urlsplit(path).path) if page.status_code == 200 else None
        forms = [form for form in Page(page.text).forms if form.method == "post"]
        return next((button for form in forms if button and form.find_button(button)), None)

    def _press(self, page, path: str, button: str):
        self.pressed.append(button)
        form = Page(page.text).find_form(button)
        typed = {
            "Sign in": {"email": self.email, "password": PASSWORD},
            CONFIRM: {"password": PASSWORD},
        }
        target = urljoin(path, form.action or path)
        return self._open(target, form.press(button, **typed.get(button, {}))), target

    def _open(self, path: str, data=None):
        if data is None:
            return self.browser.get(path, base_url=ISSUER)
        # Over https a form has to come from a page of ours.
        page = {"Referer": f"{ISSUER}/"}
        return self.browser.post(path, base_url=ISSUER, data=data, headers=page)


def is_ours(location: str) -> bool:
    """Whether the address is of the server, and not of the client."""
    return urlsplit(urljoin(ISSUER, location)).netloc == urlsplit(ISSUER).netloc


def registration(**members) -> dict:
    """The body with which the suite registers a client; None leaves a member out."""
    body = {
        "client_name": "Conformance 3kFb9aTz",
        "grant_types": ["authorization_code"],
        "jwks": public_keys("RS256"),
        "token_endpoint_auth_method": "client_secret_basic",
        "response_types": ["code"],
        "redirect_uris": [CALLBACK],
        "contacts": ["certification@oidf.org"],
        **members,
    }
    return {name: value for name, value in body.items() if value is not None}


def request(**changes) -> dict:
    """The parameters of the suite's authorization request, beside those of every client."""
    return {"scope": "openid", "state": STATE, "nonce": NONCE, **changes}


def check_callback(answer) -> str:
    """The code of a right authorization response."""
    parameters = dict(parse_qsl(urlsplit(answer.location).query, keep_blank_values=True))
    assert parameters.keys() == {"code", "state", "iss"}
    assert (parameters["state"], parameters["iss"]) == (STATE, ISSUER)
    assert entropy(parameters["code"]) >= 96
    return parameters["code"]


def check_error(answer) -> str:
    """The error of a right authorization error response."""
    assert answer.status_code in {302, 303}, answer.text
    parameters = dict(parse_qsl(urlsplit(answer.location).query, keep_blank_values=True))
    assert parameters.keys() <= OF_ERRORS
    assert (parameters["state"], parameters["iss"]) == (STATE, ISSUER)
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", parameters["error"])
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", parameters["error_description"])
    assert re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", parameters["error_uri"])
    return parameters["error"]


def check_tokens(answer) -> dict:
    """The members of a right answer of the token endpoint."""
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    assert answer.cache_control.no_store
    assert answer.json["token_type"].lower() == "bearer"
    assert isinstance(answer.json["expires_in"], int)
    assert entropy(answer.json["access_token"]) >= 96
    return answer.json


def check_token_error(answer, *errors: str) -> None:
    """The answer is one of ``errors``, as RFC 6749 section 5.2 writes them."""
    assert answer.status_code in {400, 401}
    assert answer.mimetype == "application/json"
    assert answer.json["error"] in errors
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer.json["error_description"])


def check_id_token(machine, text: str, client, *, alg="RS256", nonce=NONCE) -> dict:
    """The claims of a right ID token."""
    token = read_token(machine, text)
    assert token.header["alg"] == alg
    assert token.header["kid"]
    claims = token.claims
    assert (claims["iss"], claims["aud"], claims.get("nonce")) == (ISSUER, client.id, nonce)
    assert claims["iat"] <= clock.now() < claims["exp"]
    assert claims["sub"]
    return claims


def read_token(machine, text: str):
    """The token, which a published key verifies."""
    keys = KeySet.import_key_set(machine.get("/oauth/jwks.json").json)
    return jwt.decode(text, keys, algorithms=["RS256", "EdDSA"])


def entropy(text: str) -> float:
    """The suite's estimate in bits: Shannon's, over the characters that occur."""
    shares = [times / len(text) for times in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares) * len(text)


def claims_parameter(**wanted) -> str:
    """The ``claims`` parameter that wants something of userinfo."""
    return json.dumps({"userinfo": wanted})
