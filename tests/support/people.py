"""Signs people in through the form, as they do."""

from tests.support.factories import PASSWORD
from tests.support.forms import submit


def sign_in(client, email: str, password: str = PASSWORD):
    """Sign in as the person with ``email`` and return the answer, a redirect."""
    answer = submit(client, "/login", "Sign in", email=email, password=password)
    assert answer.status_code == 302, "The sign-in form was refused"
    return answer
