"""Suspending, disabling, refusing and asking share one page, which wants a reason."""

import pytest

from tests.support.forms import submit
from tests.support.operator_pages import REASON, add_app, mails_of, state

ACTS = [
    ("/admin/apps/{}/suspend", "live", "Suspend app"),
    ("/admin/apps/{}/refuse", "pending", "Refuse app"),
    ("/admin/apps/{}/ask", "live", "Send question"),
]


@pytest.mark.parametrize(("path", "status", "button"), ACTS)
def test_page_names_the_app_and_wants_a_reason(app, admin, devi, path, status, button):
    path = path.format(add_app(app, name="Lobby Screen", status=status))
    assert "Lobby Screen" in admin.get(path).text

    answer = submit(admin, path, button, reason=" ")

    assert answer.status_code == 422
    assert "Fill this in." in answer.text


def test_preview_shows_the_mail_and_refuses_nothing(app, admin, waiting):
    path = f"/admin/apps/{waiting}/refuse"

    answer = submit(admin, path, "Show the mail", reason=REASON)

    assert (answer.status_code, "The mail to devi@example.org" in answer.text) == (200, True)
    assert state(app, waiting) == ("pending", None)
    assert mails_of(app) == []


def test_link_starts_from_a_ready_made_text(admin, waiting):
    page = admin.get(f"/admin/apps/{waiting}/refuse?text=name").text
    assert "The name looks like another company&#39;s." in page
