"""The request that a form describes, for our own endpoints within the process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.config import settings
from app.language.texts import gettext as _
from app.models.values.errors import ValidationError
from app.openapi.operation import FORM
from app.openapi.routes import Route
from app.portal.docs.explorer.masking import mask
from app.portal.docs.explorer.operation_form import BODY, OperationForm
from app.portal.docs.reader import Reader
from app.portal.docs.sample_requests import ASSERTION, Call
from app.portal.trials import client_proof

IN_A_PATH = "/:@!$&'()*+,;=~"  # characters that need no escape


@dataclass(frozen=True)
class ApiRequest:
    """A request without the credentials of the one who sends it."""

    route: Route
    path: str  # with the query
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: str = ""
    body_type: str = ""

    def call(self, reader: Reader) -> Call:
        """The request as a sample, with variables in place of credentials."""
        operation = self.route.operation
        return Call(
            method=self.route.method,
            url=mask(f"{settings().public_url}{self.path}"),
            answers=next(iter(operation.answers.values())).type or "nothing",
            token="ACCESS_TOKEN" if self.route.takes_token else operation.bearer,
            client_id=reader.client_id if operation.shows_client else "",
            has_secret=reader.has_secret,
            proof=client_proof.curl_options(reader.client_id, reader.app),
            assertion=ASSERTION if reader.uses_keys else {},
            headers={name: mask(value) for name, value in self.headers.items()},
            **self._sent(),
        )

    def _sent(self) -> dict[str, Any]:
        if self.form is not None:
            return {"form": {name: mask(value) for name, value in self.form.items()}}
        if not self.body:
            return {}
        text = mask(self.body)
        try:
            members = json.loads(text) if self.body_type.endswith("json") else None
        except ValueError:
            members = None
        if isinstance(members, dict):
            return {"json": members}
        return {"file": text, "file_type": self.body_type}


def read(form: OperationForm) -> ApiRequest:
    """The request; raises ValidationError for a value that leads to another operation."""
    route, operation = form.route, form.route.operation
    query = form.values("query")
    path = _path(route, form) + (f"?{urlencode(query)}" if query else "")
    body, text = operation.body, form.value(BODY)
    if body is None:
        return ApiRequest(route, path, form.values("header"))
    if body.types[0] == FORM:
        return ApiRequest(route, path, form.values("header"), form=_pairs(text))
    return ApiRequest(route, path, form.values("header"), body=text, body_type=body.types[0])


def _path(route: Route, form: OperationForm) -> str:
    path = route.path
    for name in route.places:
        path = path.replace(f"{{{name}}}", form.value(f"path-{name}"))
    if not _leads_to(route, path):
        message = _("With this value the address is that of another operation, or of none.")
        raise ValidationError(f"path-{route.places[-1]}" if route.places else "route", message)
    return quote(path, IN_A_PATH)


def _leads_to(route: Route, path: str) -> bool:
    addresses = current_app.url_map.bind(settings().public_name)
    try:
        endpoint, _values = addresses.match(path, method=route.method)
    except (HTTPException, RequestRedirect):
        return False
    return bool(endpoint == route.endpoint)


def _pairs(text: str) -> dict[str, str]:
    """The parameters of a form, one ``name=value`` a line."""
    lines = [line.partition("=") for line in text.splitlines() if line.strip()]
    return {name.strip(): value.strip() for name, _equals, value in lines}
