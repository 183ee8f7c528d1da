"""The sentences of the flow doctor have one form, and cover every difference of two URIs."""

import pytest

from app.models.clients import redirect_difference
from app.portal.flow_doctor import flow_reasons, flow_token_reasons

TEXTS = [
    (reason.value, str(title), str(fix))
    for module in (flow_reasons, flow_token_reasons)
    for reason, (title, fix) in module.TEXTS.items()
]


def test_each_reason_has_its_texts_in_one_module():
    assert not flow_reasons.TEXTS.keys() & flow_token_reasons.TEXTS.keys()


@pytest.mark.parametrize(("title", "fix"), [text[1:] for text in TEXTS], ids=[t[0] for t in TEXTS])
def test_title_has_no_full_stop_and_fix_is_sentences(title, fix):
    assert not title.endswith(".")
    assert not fix or fix.endswith((".", ")s"))
    assert len(title) <= 70


@pytest.mark.parametrize(
    ("registered", "sent"),
    [
        ("https://app.example/cb", "https://app.example/cb/"),
        ("https://app.example/cb", "https://app.example/CB"),
        ("https://app.example/cb", " https://app.example/cb"),
        ("https://app.example/a b", "https://app.example/a%20b"),
        ("https://app.example/cb", "https://app.example/cb#x"),
        ("https://app.example/cb", "http://app.example/cb"),
        ("https://app.example/cb", "https://app.example:8443/cb"),
        ("https://app.example/cb", "https://app.test/cb"),
        ("https://app.example/cb", "https://app.example/call"),
        ("https://app.example/cb", "https://app.example/cb?x=1"),
        ("https://app.example/cb", "https://["),
    ],
    ids="slash case space encoding fragment scheme port host path query other".split(),
)
def test_each_difference_has_a_fix(registered, sent, request):
    difference = redirect_difference.compare([registered], sent)["differs"]
    assert difference == request.node.callspec.id
    assert difference in flow_reasons.DIFFERENCES
