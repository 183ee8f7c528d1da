"""The samples of the documentation: files that tests run, filled in for the reader."""

import re
from urllib.parse import quote

from flask import render_template

from app.config import settings
from app.portal.docs.highlight import Code
from app.portal.docs.reader import Reader
from app.portal.trials import client_proof
from app.web.problems import PROBLEMS

# The comment that begins each step of a quick start: "# 1. …" or "// 1. …".
_STEP = re.compile(r"^(?=(?:#|//) [1-9]\. )", re.M)


def fill_in(name: str, reader: Reader) -> Code:
    """The sample in this file, with the reader's values; its ending is its language."""
    text = render_template(
        f"portal/docs/samples/{name}",
        public_url=settings().public_url,
        client_id=reader.client_id,
        redirect_uri=reader.redirect_uri,
        encoded_redirect_uri=quote(reader.redirect_uri, safe=""),
        has_secret=reader.has_secret,
        uses_keys=reader.uses_keys,
        assertion_type=client_proof.ASSERTION_TYPE,
        proof=client_proof.NEXT_LINE.join(client_proof.curl_options(reader.client_id, reader.app)),
        team=reader.team,
        problem=PROBLEMS[404],
    )
    return Code(text.strip(), name.rpartition(".")[2])


def split_steps(sample: Code) -> list[Code]:
    """The steps of a quick start; together they are the complete sample."""
    begin, *steps = _STEP.split(sample)
    steps[0] = begin + steps[0]
    return [Code(step.strip(), sample.language) for step in steps]
