"""Try it: the whole flow of an app in the portal, a button a step.

The portal keeps no client secret, and does not ask for one: a page of ours in which people paste
secrets teaches them to. It vouches for the app of whoever is signed in instead, while the line to
copy shows where the secret goes. Code and token travel in forms only.
"""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.config import settings
from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_search
from app.models.flow_doctor.diagnosis import Step
from app.models.trials import sandbox, trial
from app.models.trials.trial import Trial
from app.models.values import scopes
from app.models.values.scopes import Permission
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.flow_doctor import failure_presenter
from app.portal.flow_doctor.flow_doctor import catch_up
from app.portal.trials import trial_lines
from app.web import internal_request
from app.web.internal_request import Answer
from app.web.signed_in import current_person, current_session

KEY = "trial"  # in the browser's session: client id, state and verifier of the one that runs
# The call that shows a scope at work, by the permission it gives; the first that fits is made.
CALLS = (
    (Permission.READ_EVENTS, "/api/v1/organizer/events?limit=1"),
    (Permission.READ_TICKETS, "/api/v1/tickets?limit=1"),
    (Permission.READ_PROFILE, "/api/v1/me"),
)


@bp.get("/developer/apps/<client_id>/try")
def show_trial(client_id: str) -> ResponseReturnValue:
    """The first step: the authorization request as it will be sent."""
    client = find_own_client(client_id)
    return _show(client, "authorize", asked=_begin(client))


@bp.post("/developer/apps/<client_id>/try")
def start_trial(client_id: str) -> ResponseReturnValue:
    """Make sure that there is a team to share, and open the consent page."""
    client = find_own_client(client_id)
    asked = _running(client)
    if asked is None or not client.is_usable:
        return redirect(url_for("portal.show_trial", client_id=client.client_id))
    if scopes.need_team(_scopes(client)):
        sandbox.open_for(current_person())
        db.session.commit()
    return redirect(trial_lines.authorize_url(client, asked, _scopes(client)), 303)


@bp.get("/developer/apps/<client_id>/try/callback")
def receive_trial_answer(client_id: str) -> ResponseReturnValue:
    """The second step: what came back, with state and iss compared."""
    client = find_own_client(client_id)
    asked = _running(client)
    is_expected = asked is not None and request.args.get("state") == asked.state
    error = request.args.get("error") if is_expected else None
    return _show(
        client,
        "callback",
        asked=asked if is_expected else None,
        checks=trial_lines.checks(client, request.args, is_expected=is_expected),
        address=trial_lines.callback_line(client, request.args),
        code=request.args.get("code") if is_expected else None,
        error=error,
        fault=_last_failure(client, Step.AUTHORIZE) if error else None,
    )


@bp.post("/developer/apps/<client_id>/try/token")
def exchange_trial_code(client_id: str) -> ResponseReturnValue:
    """The third step: the code for a token that works for an hour."""
    client = find_own_client(client_id)
    asked = _running(client)
    if asked is None:
        return redirect(url_for("portal.show_trial", client_id=client.client_id))
    form = {
        "grant_type": "authorization_code",
        "code": request.form.get("code", "")[:200],
        "redirect_uri": trial.callback(client.client_id),
        "code_verifier": asked.verifier,
    }
    owned = client.client_id  # the request inside lets go of every row
    answer = internal_request.ask(
        "POST",
        url_for("oauth.issue_token"),
        form={**form, "client_id": owned},
        vouched_client=owned,
    )
    client = find_own_client(client_id)
    lines = trial_lines.token_curl(client, form)
    token = answer.json.get("access_token") if answer.status == 200 else None
    return _show_answer(client, "token", answer, lines=lines, token=token)


@bp.post("/developer/apps/<client_id>/try/call")
def call_with_trial_token(client_id: str) -> ResponseReturnValue:
    """The last step: a call of the API with the token."""
    client = find_own_client(client_id)
    token = request.form.get("access_token", "")[:200]
    path = call_for(_scopes(client))
    answer = internal_request.ask("GET", path, token=token)
    client = find_own_client(client_id)
    lines = trial_lines.call_curl(path)
    return _show_answer(client, "call", answer, lines=lines, token=token)


def call_for(names: frozenset[str]) -> str:
    """Path and query of the call that these scopes allow."""
    allowed = scopes.permissions(names)
    return next((path for permission, path in CALLS if permission in allowed), CALLS[0][1])


def _scopes(client: Client) -> frozenset[str]:
    return scopes.parse(client.default_scopes)


def _begin(client: Client) -> Trial:
    asked = trial.begin(client, current_session())
    session[KEY] = [client.client_id, asked.state, asked.verifier]
    return asked


def _running(client: Client) -> Trial | None:
    """The trial of ``client`` that this browser has begun and that is not too old."""
    known = session.get(KEY)
    if not known or known[0] != client.client_id:
        return None
    asked = Trial(known[1], known[2])
    return asked if trial.is_begun(asked.state, client, current_session()) else None


def _show_answer(client: Client, step: str, answer: Answer, **values: Any) -> str:
    fault = None
    if answer.status != 200:
        catch_up()
        found = flow_failure_search.find_by_request(client, answer.request_id)
        fault = failure_presenter.describe(found) if found is not None else None
    return _show(client, step, answer=answer, fault=fault, **values)


def _last_failure(client: Client, step: Step) -> dict[str, Any] | None:
    catch_up()
    found = flow_failure_search.find_latest(client, step)
    return failure_presenter.describe(found) if found is not None else None


def _show(client: Client, step: str, *, asked: Trial | None = None, **values: Any) -> str:
    names = _scopes(client)
    return render_template(
        "portal/trials/show.html",
        client=client,
        step=step,
        asked=asked,
        callback=trial.callback(client.client_id),
        url=trial_lines.authorize_lines(client, asked, names) if asked else None,
        sandbox=sandbox.find(current_person()),
        needs_team=scopes.need_team(names),
        path=call_for(names),
        public_url=settings().public_url,
        **{"fault": None, "answer": None, "token": None, "code": None, "error": None, **values},
    )
