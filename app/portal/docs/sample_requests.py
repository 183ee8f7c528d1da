"""Sample requests of the API reference, in four languages."""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from app.config import settings
from app.openapi.operation import JSON, RequestBody
from app.portal.docs.endpoints import Entry
from app.portal.docs.literals import JAVASCRIPT, PHP, PYTHON, in_brackets, literal
from app.portal.docs.literals import JSON as AS_JSON
from app.portal.docs.reader import Reader
from app.portal.trials import client_proof

Values = Mapping[str, Any]
ASSERTION = {
    "client_assertion_type": client_proof.ASSERTION_TYPE,
    "client_assertion": "$CLIENT_ASSERTION",
}
_VARIABLE = re.compile(r'"(\$[A-Z_]+)"')
# A form's value that needs no escape, and text that a shell leaves as it is, variables apart.
_PLAIN = re.compile(r"(?:\$[A-Z_]+|[\w.:/@, {}-]*)", re.A)
_HARMLESS = re.compile(r"[\w-]+(?:=|: )(?:\$[A-Z_]+|[\w.:/@,* {}-]*)", re.A)


@dataclass(frozen=True)
class Call:
    """A request with the reader's values; texts that begin with "$" are variables."""

    method: str
    url: str
    answers: str  # a media type or "nothing"
    token: str  # the environment variable that holds it; "" for none
    client_id: str = ""
    has_secret: bool = False
    proof: list[str] = field(default_factory=list)  # the options of curl
    assertion: Values = field(default_factory=dict)  # of an app with keys
    json: Values | None = None
    form: Values | None = None
    file: str = ""  # a text, sent as ``file_type``
    file_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # further ones


def write(entry: Entry, reader: Reader, language: str) -> str:
    """The sample in this language; for a page that users open, just its URL."""
    return write_call(_call(entry, reader), language)


def write_call(call: Call, language: str) -> str:
    """The call in this language; for a page that users open, just its URL."""
    return call.url if call.answers == "text/html" else WRITERS[language](call)


def _call(entry: Entry, reader: Reader) -> Call:
    operation, route = entry.operation, entry.route
    body = operation.body
    return Call(
        method=route.method,
        url=_url(entry, reader),
        answers=next(iter(operation.answers.values())).type or "nothing",
        token="ACCESS_TOKEN" if route.takes_token else operation.bearer,
        client_id=reader.client_id if operation.shows_client else "",
        has_secret=reader.has_secret,
        proof=client_proof.curl_options(reader.client_id, reader.app),
        assertion=ASSERTION if reader.uses_keys else {},
        **(_sent(body, reader) if body else {}),
    )


def _sent(body: RequestBody, reader: Reader) -> dict[str, Any]:
    """What the call sends, by the name of its field."""
    if isinstance(body.example, str):
        return {"file": body.example, "file_type": body.types[0]}
    return {"json" if body.types[0] == JSON else "form": _fill_in(body.example, reader)}


def _url(entry: Entry, reader: Reader) -> str:
    operation, path = entry.operation, entry.route.path
    places = {name: operation.path[name].example for name in entry.route.places}
    values = _fill_in({**places, **operation.sample}, reader)
    for name in places:
        value = values.pop(name)
        path = path.replace(f"{{{name}}}", reader.team if name == "team" else str(value))
    query = f"?{urlencode(values)}" if values else ""
    return f"{settings().public_url}{path}{query}"


def _fill_in(values: Values, reader: Reader) -> dict[str, Any]:
    own = {"$CLIENT_ID": reader.client_id, "$REDIRECT_URI": reader.redirect_uri}
    return {
        name: own.get(value, value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _curl(call: Call) -> str:
    method = "" if call.method == "GET" or call.form else f"-X {call.method} "
    address = f'"{call.url}"' if "&" in call.url else call.url
    parts = [f"curl {method}{address}"]
    if call.token:
        parts.append(f'-H "Authorization: Bearer ${call.token}"')
    parts += [f"-H {_quote(f'{name}: {value}')}" for name, value in call.headers.items()]
    if call.client_id:
        parts += call.proof
    parts += [_pair(name, value) for name, value in (call.form or {}).items()]
    if call.json is not None:
        text = literal(call.json, AS_JSON).replace("'", "'\\''")
        text = _VARIABLE.sub(r'''"'"\1"'"''', text)  # no shell looks into single quotes
        parts += ['-H "Content-Type: application/json"', f"-d '{text}'"]
    if call.file:
        text = call.file.rstrip().replace("'", "'\\''")
        parts += [f'-H "Content-Type: {call.file_type}"', f"--data-binary '{text}'"]
    if call.answers.startswith("image/"):
        parts.append("-o picture")
    return " \\\n  ".join(parts)


def _pair(name: str, value: str) -> str:
    option = "-d" if _PLAIN.fullmatch(value) else "--data-urlencode"
    return f"{option} {_quote(f'{name}={value}')}"


def _quote(text: str) -> str:
    """The text for a shell, which fills in a variable and does nothing else."""
    return f'"{text}"' if _HARMLESS.fullmatch(text) else shlex.quote(text)


def _python(call: Call) -> str:
    options, headers = [], []
    if call.token:
        bearer = f"f\"Bearer {{os.environ['{call.token}']}}\""
        headers.append(f'"Authorization": {bearer}')
    if call.file:
        headers.append(f'"Content-Type": "{call.file_type}"')
    headers += [f"{literal(n, PYTHON)}: {literal(v, PYTHON)}" for n, v in call.headers.items()]
    if headers:
        options.append(f"headers={in_brackets(headers, '{}', PYTHON)},")
    if call.client_id and call.has_secret:
        options.append(f'auth=("{call.client_id}", os.environ["CLIENT_SECRET"]),')
    if call.form is not None:
        options.append(f"data={literal(_form(call), PYTHON)},")
    if call.json is not None:
        options.append(f"json={literal(call.json, PYTHON)},")
    if call.file:
        lines = literal(call.file.splitlines(), PYTHON)
        options.append(f'data="\\r\\n".join({lines}).encode(),')
    options.append("timeout=10,")
    lines = "\n".join(options).replace("\n", "\n    ")
    shown = {"nothing": "status_code", JSON: "json()"}.get(call.answers, "text")
    shown = "headers" if call.answers.startswith("image/") else shown
    head = "import os\n\nimport requests" if "os.environ" in lines else "import requests"
    return (
        f'{head}\n\nanswer = requests.{call.method.lower()}(\n    "{call.url}",\n    {lines}\n)\n'
        f"answer.raise_for_status()\nprint(answer.{shown})"
    )


def _javascript(call: Call) -> str:
    headers, body = {}, ""
    if call.token:
        headers["Authorization"] = f"`Bearer ${{process.env.{call.token}}}`"
    if call.client_id and call.has_secret:
        pair = f"`{call.client_id}:${{process.env.CLIENT_SECRET}}`"
        headers["Authorization"] = f"`Basic ${{btoa({pair})}}`"
    if call.form is not None:
        body = f"new URLSearchParams({literal(_form(call), JAVASCRIPT)})"
    if call.json is not None:
        headers['"Content-Type"'] = f'"{JSON}"'
        body = f"JSON.stringify({literal(call.json, JAVASCRIPT)})"
    if call.file:
        headers['"Content-Type"'] = f'"{call.file_type}"'
        body = f'{literal(call.file.splitlines(), JAVASCRIPT)}.join("\\r\\n")'
    headers |= {
        literal(name, JAVASCRIPT): literal(v, JAVASCRIPT) for name, v in call.headers.items()
    }
    options = [] if call.method == "GET" else [f'method: "{call.method}",']
    if headers:
        pairs = "\n".join(f"  {name}: {value}," for name, value in headers.items())
        options.append(f"headers: {{\n{pairs}\n}},")
    options += [f"body: {body},"] if body else []
    lines = "\n".join(options).replace("\n", "\n  ")
    argument = f", {{\n  {lines}\n}}" if lines else ""
    shown = {"nothing": "answer.status", JSON: "await answer.json()"}
    return (
        f'const answer = await fetch("{call.url}"{argument});\n'
        "if (!answer.ok) throw new Error(await answer.text());\n"
        f"console.log({shown.get(call.answers, 'await answer.text()')});"
    )


def _php(call: Call) -> str:
    headers, options = [], [] if call.method == "GET" else [f"'method' => '{call.method}',"]
    if call.token:
        headers.append(f"'Authorization: Bearer ' . getenv('{call.token}'),")
    if call.client_id and call.has_secret:
        pair = f"'{call.client_id}:' . getenv('CLIENT_SECRET')"
        headers.append(f"'Authorization: Basic ' . base64_encode({pair}),")
    if call.form is not None:
        headers.append("'Content-Type: application/x-www-form-urlencoded',")
    if call.json is not None:
        headers.append("'Content-Type: application/json',")
    if call.file:
        headers.append(f"'Content-Type: {call.file_type}',")
    headers += [f"{literal(f'{n}: {v}', PHP)}," for n, v in call.headers.items()]
    if headers:
        lines = "\n".join(headers).replace("\n", "\n    ")
        options.append(f"'header' => [\n    {lines}\n],")
    if call.form is not None:
        options.append(f"'content' => http_build_query({literal(_form(call), PHP)}),")
    if call.json is not None:
        options.append(f"'content' => json_encode({literal(call.json, PHP)}),")
    if call.file:
        lines = literal(call.file.splitlines(), PHP)
        options.append(f"'content' => implode(\"\\r\\n\", {lines}),")
    if not options:
        return f"<?php\necho file_get_contents('{call.url}');"
    lines = "\n".join(options).replace("\n", "\n    ")
    context = f"$context = stream_context_create(['http' => [\n    {lines}\n]]);"
    return f"<?php\n{context}\necho file_get_contents('{call.url}', false, $context);"


def _form(call: Call) -> Values:
    own = {} if call.has_secret or not call.client_id else {"client_id": call.client_id}
    return {**own, **(call.assertion if call.client_id else {}), **(call.form or {})}


WRITERS: dict[str, Callable[[Call], str]] = {
    "curl": _curl,
    "Python": _python,
    "JavaScript": _javascript,
    "PHP": _php,
}
