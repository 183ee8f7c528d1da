"""The page of each operation: what it takes and answers, and a form that sends it.

The request runs within the process, as a program's would: no address leads anywhere else, and
nothing of the browser's session goes with it. Writing reaches the developer's own sandbox alone.
"""

from dataclasses import replace

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.sandbox_tokens import sandbox_token
from app.models.trials import sandbox
from app.models.values.errors import ValidationError
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp, public
from app.portal.docs import endpoints, page, reference
from app.portal.docs import reader as docs_reader
from app.portal.docs.endpoints import Entry
from app.portal.docs.explorer import (
    answer_presenter,
    api_request,
    client_vouching,
    sandbox_reach,
    sandbox_values,
)
from app.portal.docs.explorer.api_request import ApiRequest
from app.portal.docs.explorer.masking import mask
from app.portal.docs.explorer.operation_form import APP, BODY, TOKEN, OperationForm
from app.portal.docs.reader import Reader
from app.web import internal_request
from app.web.internal_request import Answer
from app.web.signed_in import current_person

OWN_TOKEN = "$ACCESS_TOKEN"  # in a form: a token that the app gets for itself


@bp.get("/docs/api/<group>/<operation>")
@public
def show_operation(group: str, operation: str) -> ResponseReturnValue:
    """The operation, with a form for those who are signed in."""
    entry, reader = _find_entry(group, operation), docs_reader.find()
    form = OperationForm(entry, reader)
    form.process(data=_values(entry, reader))
    return _show(entry, reader, form)


@bp.post("/docs/api/<group>/<operation>")
@count_requests("rate_limit_explorer")
def send_operation(group: str, operation: str) -> ResponseReturnValue:
    """Send it, and show the answer."""
    entry = _find_entry(group, operation)
    team = sandbox.open_for(current_person())
    db.session.commit()
    reader = _choose(docs_reader.find(), request.form.get(APP, ""))
    form = OperationForm(entry, reader)
    form.process(_filled_in(_values(entry, reader)))
    sent = _read(form, team.id)
    if sent is None:
        _forget_credentials(form)
        return _show(entry, reader, form), 422
    client = client_vouching.find_client(form, sent, reader, current_person())
    answer = _send(form, sent, client)
    shown = answer_presenter.describe(answer, sent, reader, is_vouched=client is not None)
    _forget_credentials(form)
    return _show(entry, reader, form, answer=shown)


def _find_entry(group: str, operation: str) -> Entry:
    entry = endpoints.find(group, operation)
    if entry is None:
        abort(404)
    return entry


def _choose(reader: Reader, client_id: str) -> Reader:
    """The reader with the app of the form; a form without one leaves it."""
    chosen = next((app for app in reader.apps if app.client_id == client_id), None)
    return replace(reader, app=chosen, chose=True) if chosen is not None else reader


def _values(entry: Entry, reader: Reader) -> dict[str, str]:
    user = current_person() if current_user.is_authenticated else None
    team = sandbox.find(user) if user is not None else None
    values = sandbox_values.of_reader(entry, reader, user, team)
    return {**values, APP: reader.client_id}


def _filled_in(values: dict[str, str]) -> MultiDict[str, str]:
    """What was sent, where a path is empty with the value of the sandbox, which is there now."""
    sent = MultiDict(request.form)
    for name, value in values.items():
        if name.startswith("path-") and not sent.get(name, "").strip():
            sent[name] = value
    return sent


def _read(form: OperationForm, team_id: int) -> ApiRequest | None:
    """The request of the form; None, with errors beside the fields, when it cannot be sent."""
    if not form.validate():
        return None
    try:
        sent = api_request.read(form)
        sandbox_reach.require(team_id, form, sent)
        return sent
    except ValidationError as error:
        field = form.find(error.field)
        if field is not None:
            field.errors = [*field.errors, error.message]
        return None


def _send(form: OperationForm, sent: ApiRequest, client: Client | None) -> Answer:
    token = form.value(TOKEN)
    if not token and sent.route.takes_token:
        token = sandbox_token.issue(current_person()) or ""
        db.session.commit()
    client_id = client.client_id if client is not None else ""
    fields = sent.form
    if client_id:
        fields = {**_with_token(sent, client_id), "client_id": client_id}
    content = {"Content-Type": sent.body_type} if fields is None and sent.body else {}
    return internal_request.ask(
        sent.route.method,
        sent.path,
        form=fields,
        body=sent.body,
        headers={**sent.headers, **content},
        token=token,
        vouched_client=client_id,
    )


def _with_token(sent: ApiRequest, client_id: str) -> dict[str, str]:
    """The form of the request, its placeholder replaced by a token of the app itself."""
    fields = dict(sent.form or {})
    if OWN_TOKEN not in fields.values():
        return fields
    proof = {"grant_type": "client_credentials", "scope": "grant_management_query"}
    answer = internal_request.ask(
        "POST", "/oauth/token", form={**proof, "client_id": client_id}, vouched_client=client_id
    )
    token = answer.json.get("access_token", OWN_TOKEN) if answer.status == 200 else OWN_TOKEN
    return {name: token if value == OWN_TOKEN else value for name, value in fields.items()}


def _forget_credentials(form: OperationForm) -> None:
    """Let the page repeat no credential that was typed."""
    for field in form:
        field.data = None if field.name == TOKEN else mask(str(field.data or ""))


def _show(entry: Entry, reader: Reader, form: OperationForm, *, answer: object = None) -> str:
    return page.draw(
        reference.page_of(entry),
        reader,
        reference.neighbours_of(entry),
        entry=entry,
        form=form,
        answer=answer,
        can_send=current_user.is_authenticated,
        body=form.find(BODY),
        **reference.samples_of(entry, reader),
    )
