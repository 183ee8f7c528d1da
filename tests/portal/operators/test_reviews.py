"""The review queue: look at what an app is and what changed; approve, ask, refuse."""

import pytest

from app.models.clients.client import Client
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import find_form, submit
from tests.support.operator_pages import (
    DEVI,
    REASON,
    actions,
    add_app,
    mails_of,
    say_why,
    state,
)


def approve(browser, client_id, **more):
    """Press the button on the app's review."""
    return submit(browser, f"/admin/review/{client_id}", "Approve", **more)


def change(app, client_id, **facts):
    """Let its developer change what the app says."""
    make(app, lambda: Client.find(client_id).change(**facts))


def test_queue_lists_longest_waiting_first_and_leads_to_what_is_decided(app, admin, waiting):
    add_app(app, name="Earlier Bird", status="pending", waiting_since=1)
    page = admin.get("/admin/review").text
    assert page.index("Earlier Bird") < page.index("Ticket Box")
    assert f'href="/admin/review/{waiting}"' in page

    shown = admin.get(f"/admin/review/{waiting}").text
    for words in ("Devi Raman", DEVI, factories.REDIRECT_URI, "Changes events", "app.example"):
        assert words in shown
    assert "What organizers will read" in shown


def test_live_app_is_listed_until_somebody_looked_at_it(app, admin, devi):
    live = add_app(app, name="Street Map")
    assert "Street Map" in admin.get("/admin/review").text
    assert 'href="/admin/review?show=live"' in admin.get("/admin/review?show=waiting").text
    approve(admin, live)
    assert "All caught up" in admin.get("/admin/review?show=live").text
    assert mails_of(app) == []


def test_approved_app_goes_live_and_its_developer_is_told(app, admin, waiting):
    answer = approve(admin, waiting)
    assert (answer.status_code, state(app, waiting)) == (302, ("live", None))
    assert [(to, subject) for to, subject, _body in mails_of(app)] == [
        (DEVI, "Ticket Box is approved")
    ]
    assert actions(app)[-1] == "client.approved"


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Ticket Office"},
        {"redirect_uris": ("https://elsewhere.example/callback",)},
        {"website": "https://elsewhere.example"},
        {"scopes": frozenset({"profile:read"})},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_app_that_changed_since_the_page_was_drawn_is_not_approved(app, admin, waiting, facts):
    drawn = admin.get(f"/admin/review/{waiting}")
    change(app, waiting, **facts)
    answer = approve(admin, waiting, page=drawn)
    assert (answer.status_code, state(app, waiting)[0]) == (409, "pending")
    assert "It changed since you looked" in answer.text
    assert "client.approved" not in actions(app)

    assert approve(admin, waiting, page=_as_page(answer)).status_code == 302
    assert state(app, waiting)[0] == "live"


def _as_page(answer):
    """The refusal is itself the page to look at again."""
    answer.status_code = 200
    return answer


def test_review_shows_what_changed_since_the_last_approval(app, admin, waiting):
    assert "What changed" not in admin.get(f"/admin/review/{waiting}").text
    approve(admin, waiting)
    change(app, waiting, name="Ticket Office", redirect_uris=("https://new.example/cb",))

    page = admin.get(f"/admin/review/{waiting}").text
    for was in ("Ticket Box", factories.REDIRECT_URI):
        assert f"<del>{was}</del>" in page
    for now in ("Ticket Office", "https://new.example/cb"):
        assert f"<ins>{now}</ins>" in page
    assert "It stays live" in page
    assert "Ticket Office" in admin.get("/admin/review?show=live").text


def test_refused_developer_reads_why_and_asks_again(app, admin, devi, waiting):
    assert say_why(admin, waiting, "refuse").status_code == 302
    assert state(app, waiting) == ("refused", REASON)
    ((to, _subject, body),) = mails_of(app)
    assert (to, REASON in body, f"/developer/apps/{waiting}" in body) == (DEVI, True, True)
    assert actions(app)[-1] == "client.refused"

    here = f"/developer/apps/{waiting}"
    assert REASON in devi.get(here).text
    submit(devi, here, "Ask again")
    assert state(app, waiting) == ("pending", None)
    assert "Ticket Box" in admin.get("/admin/review").text


def test_ready_made_reason_is_a_start_that_can_be_edited(admin, waiting):
    page = admin.get(f"/admin/apps/{waiting}/refuse?text=maker").text
    assert find_form(page, "Refuse").fields["reason"][0].startswith("Say on your website")
    page = admin.get(f"/admin/apps/{waiting}/refuse?text=nonsense").text
    assert find_form(page, "Refuse").fields["reason"] == [""]


def test_mail_is_shown_before_it_is_sent(app, admin, waiting):
    for act in ("refuse", "ask"):
        answer = submit(admin, f"/admin/apps/{waiting}/{act}", "Show the mail", reason="Who, then?")
        assert (answer.status_code, "Hello Devi Raman" in answer.text) == (200, True)
        assert find_form(answer.text, "Show the mail").fields["reason"] == ["Who, then?"]
    assert (mails_of(app), state(app, waiting)[0]) == ([], "pending")


def test_developer_is_asked_and_answers_while_the_app_waits(app, admin, devi, waiting):
    question, answer = "Whose site is it?", "My aunt's <b>own</b>."
    submit(admin, f"/admin/apps/{waiting}/ask", "Send question", reason=question)
    assert question in mails_of(app)[0][2]
    assert actions(app)[-1] == "client.asked"

    here = f"/developer/apps/{waiting}"
    assert question in devi.get(here).text
    assert "None yet." in admin.get(f"/admin/review/{waiting}").text
    submit(devi, here, "Send answer", answer=" ")
    submit(devi, here, "Send answer", answer=answer)
    page = admin.get(f"/admin/review/{waiting}").text
    assert "My aunt&#39;s &lt;b&gt;own&lt;/b&gt;." in page
    assert "Answered" in admin.get("/admin/review").text
    approve(admin, waiting)
    assert question not in devi.get(here).text


def test_nobody_answers_for_another_developer(app, admin, waiting):
    submit(admin, f"/admin/apps/{waiting}/ask", "Send question", reason="Who?")
    token = find_form(admin.get("/account").text).fields["csrf_token"][0]
    sent = {"csrf_token": token, "answer": "Me."}
    assert admin.post(f"/developer/apps/{waiting}/answer", data=sent).status_code == 404


def test_nothing_is_refused_or_asked_without_words(app, admin, waiting):
    for words in ("", "  ", "x" * 1001):
        assert say_why(admin, waiting, "refuse", words).status_code == 422
        answer = submit(admin, f"/admin/apps/{waiting}/ask", "Send question", reason=words)
        assert answer.status_code == 422
    assert state(app, waiting) == ("pending", None)


def test_decision_made_already_is_not_made_again(app, admin, waiting):
    token = find_form(admin.get("/account").text).fields["csrf_token"][0]
    sent = {"csrf_token": token, "reason": "x"}
    for act in ("suspend", "restore"):
        assert admin.post(f"/admin/apps/{waiting}/{act}", data=sent).status_code == 409
    approve(admin, waiting)
    for act in ("refuse", "ask", "approve"):
        assert admin.post(f"/admin/apps/{waiting}/{act}", data=sent).status_code == 409
    assert state(app, waiting)[0] == "live"
