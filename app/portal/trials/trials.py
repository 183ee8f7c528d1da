"""Try it: the complete flow of an app inside the portal, a button for each step.

The portal stores no client secret and does not ask for one: a page that asks developers to paste
secrets would teach them to. It vouches for the app instead, and the command to copy shows where
the secret goes. Code and token travel in forms only.
"""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.config import settings
from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_search
from app.models.flow_doctor.diagnosis import Step
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.teams.team import Team
from app.models.trials import sandbox, trial
from app.models.trials.trial import Trial
from app.models.values import scopes
from app.models.values.scopes import Permission
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.flow_doctor import failure_presenter
from app.portal.flow_doctor.flow_doctor import flush
from app.portal.trials import sandbox_presenter, trial_lines
from app.web import internal_request
from app.web.internal_request import Answer
from app.web.signed_in import current_person, current_session

KEY = "trial"  # in the browser's session: client ID, state and verifier of the current trial
# An API call for each permission; the first that the scopes allow is made.
CALLS = (
    (Permission.READ_EVENTS, "/api/v1/organizer/events?limit=1"),
    (Permission.READ_TICKETS, "/api/v1/tickets?limit=1"),
    (Permission.READ_PROFILE, "/api/v1/me"),
    (Permission.IDENTIFY, "/oauth/userinfo"),
)


@bp.get("/developer/apps/<client_id>/try")
def show_trial(client_id: str) -> ResponseReturnValue:
    """Step 1: the authorization request that will be sent."""
    client = find_own_client(client_id)
    return _show(client, "authorize", attempt=_begin(client))


@bp.post("/developer/apps/<client_id>/try")
def start_trial(client_id: str) -> ResponseReturnValue:
    """Open the consent page; creates the developer's sandbox if the scopes need a team."""
    client = find_own_client(client_id)
    attempt = _find_attempt(client)
    if attempt is None or not client.is_usable:
        return redirect(url_for("portal.show_trial", client_id=client.client_id))
    if scopes.need_team(_scopes(client)):
        sandbox.open_for(current_person())
        db.session.commit()
    return redirect(trial_lines.authorize_url(client, attempt, _scopes(client)), 303)


@bp.get("/developer/apps/<client_id>/try/callback")
def receive_trial_answer(client_id: str) -> ResponseReturnValue:
    """Step 2: the authorization response, with state and iss compared."""
    client = find_own_client(client_id)
    attempt = _find_attempt(client)
    is_expected = attempt is not None and request.args.get("state") == attempt.state
    error = request.args.get("error") if is_expected else None
    return _show(
        client,
        "callback",
        attempt=attempt if is_expected else None,
        checks=trial_lines.checks(client, request.args, is_expected=is_expected),
        address=trial_lines.callback_url(client, request.args),
        code=request.args.get("code") if is_expected else None,
        error=error,
        fault=_last_refusal(client) if error else None,
    )


@bp.post("/developer/apps/<client_id>/try/token")
def exchange_trial_code(client_id: str) -> ResponseReturnValue:
    """Step 3: exchange the code for a token that works for an hour."""
    client = find_own_client(client_id)
    attempt = _find_attempt(client)
    if attempt is None:
        return redirect(url_for("portal.show_trial", client_id=client.client_id))
    form = {
        "grant_type": "authorization_code",
        "code": request.form.get("code", "")[:200],
        "redirect_uri": trial.callback(client.client_id),
        "code_verifier": attempt.verifier,
    }
    answer = internal_request.ask(
        "POST",
        url_for("oauth.issue_token"),
        form={**form, "client_id": client_id},
        vouched_client=client_id,
    )
    client = find_own_client(client_id)  # again: the request ended the transaction
    lines = trial_lines.token_curl(client, form)
    token = answer.json.get("access_token") if answer.status == 200 else None
    return _show_answer(client, "token", answer, lines=lines, token=token)


@bp.post("/developer/apps/<client_id>/try/call")
def call_with_trial_token(client_id: str) -> ResponseReturnValue:
    """Step 4: call the API with the token."""
    client = find_own_client(client_id)
    token = request.form.get("access_token", "")[:200]
    path = call_for(_scopes(client))
    answer = internal_request.ask("GET", path, token=token)
    client = find_own_client(client_id)  # again: the request ended the transaction
    return _show_answer(client, "call", answer, lines=trial_lines.call_curl(path), token=token)


def call_for(names: frozenset[str]) -> str:
    """Path and query of an API call that these scopes allow."""
    allowed = scopes.permissions(names)
    return next((path for permission, path in CALLS if permission in allowed), CALLS[0][1])


def _scopes(client: Client) -> frozenset[str]:
    return scopes.parse(client.default_scopes)


def _begin(client: Client) -> Trial:
    attempt = trial.begin(client, current_session())
    session[KEY] = [client.client_id, attempt.state, attempt.verifier]
    return attempt


def _find_attempt(client: Client) -> Trial | None:
    """The trial of ``client`` that this browser began; None when it is too old."""
    client_id, state, verifier = session.get(KEY) or ("", "", "")
    if client_id != client.client_id or not trial.is_begun(state, client, current_session()):
        return None
    return Trial(state, verifier)


def _show_answer(client: Client, step: str, answer: Answer, **values: Any) -> str:
    fault = None
    if answer.status != 200:
        flush()
        fault = _describe(flow_failure_search.find_by_request(client, answer.request_id))
    return _show(client, step, answer=answer, fault=fault, **values)


def _last_refusal(client: Client) -> dict[str, Any] | None:
    flush()
    return _describe(flow_failure_search.find_latest(client, Step.AUTHORIZE))


def _describe(failure: FlowFailure | None) -> dict[str, Any] | None:
    return failure_presenter.describe(failure) if failure is not None else None


def _watch(team: Team | None) -> dict[str, Any] | None:
    """What happened last in the sandbox, beside the first step, whose page can be read again."""
    return sandbox_presenter.watch(team, current_person()) if team is not None else None


def _show(client: Client, step: str, *, attempt: Trial | None = None, **values: Any) -> str:
    names, team = _scopes(client), sandbox.find(current_person())
    return render_template(
        "portal/trials/show.html",
        client=client,
        step=step,
        attempt=attempt,
        callback=trial.callback(client.client_id),
        url=trial_lines.authorize_lines(client, attempt, names) if attempt else None,
        sandbox=team,
        watched=_watch(team) if step == "authorize" else None,
        needs_team=scopes.need_team(names),
        path=call_for(names),
        public_url=settings().public_url,
        **{"fault": None, "answer": None, "token": None, "code": None, "error": None, **values},
    )
