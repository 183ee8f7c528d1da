"""A person with second factors, and how she signs in."""

import pyotp
from playwright.sync_api import Page

from app.extensions import db
from app.models.accounts.second_factors.passkey import Passkey
from app.models.accounts.second_factors.recovery_code import RecoveryCode
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.values import clock
from tests.browser.deeds import send
from tests.support.factories import PASSWORD, make_user

PETRA = "petra@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DAY = 86_400  # seconds


def make_factors() -> dict[str, str]:
    """Add Petra, who has two passkeys, an authenticator app and recovery codes."""
    petra = make_user(PETRA, name="Petra Holm")
    TOTPAuthenticator.set_up(petra, SECRET, pyotp.TOTP(SECRET).now())
    names = ("Chrome on Linux", "Security key in the drawer of the office")
    for number, name in enumerate(names):
        passkey = Passkey(user_id=petra.id, credential_id=f"key{number}", name=name)
        passkey.public_key, passkey.sign_count = b"", 0
        passkey.created_at = clock.now() - 40 * DAY
        passkey.last_used_at = None if number else clock.now() - DAY
        db.session.add(passkey)
    db.session.flush()
    codes = RecoveryCode.replace_all(petra)
    return {
        "petra": petra.public_id,
        "passkey": Passkey.list_of(petra)[0].public_id,
        "recovery_codes": " ".join(codes),
    }


def take_second_step(page: Page, codes: list[str]) -> None:
    """Sign in with the first of the recovery codes, where a second step is asked for."""
    if page.url.partition("?")[0].endswith("/login/code"):
        page.get_by_label("Code").fill(codes.pop())
        send(page, "Sign in")


def prove_the_password(page: Page) -> None:
    """Go as far as the second step."""
    page.get_by_label("E-mail").fill(PETRA)
    page.get_by_label("Password").fill(PASSWORD)
    send(page, "Sign in")


def type_a_wrong_code(page: Page) -> None:
    """Be refused at the second step."""
    prove_the_password(page)
    page.get_by_label("Code").fill("000000")
    send(page, "Sign in")
