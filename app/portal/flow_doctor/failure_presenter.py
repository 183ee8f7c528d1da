"""Presents a flow failure to the app's developer: what happened, and how to fix it."""

from typing import Any

from markupsafe import Markup

from app.language.texts import gettext
from app.language.texts import lazy_gettext as _
from app.models.clients import redirect_difference
from app.models.flow_doctor.diagnosis import Fact, Reason, Step
from app.models.flow_doctor.flow_failure import FlowFailure
from app.portal.flow_doctor import (
    flow_assertion_reasons,
    flow_proof_reasons,
    flow_reasons,
    flow_token_reasons,
)
from app.web.template_filters import duration, exact_time

STEPS = {
    Step.PUSH: _("Push"),
    Step.AUTHORIZE: _("Authorize"),
    Step.DEVICE: _("Device"),
    Step.TOKEN: _("Token"),
    Step.REVOKE: _("Revoke"),
    Step.INTROSPECT: _("Introspect"),
    Step.API: _("API call"),
}
TEXTS = {
    **flow_reasons.TEXTS,
    **flow_assertion_reasons.TEXTS,
    **flow_proof_reasons.TEXTS,
    **flow_token_reasons.TEXTS,
}
# Reasons whose fix depends on one of their facts.
FIXES = {
    Reason.SECRET_WRONG: ("shape", flow_reasons.SECRET_SHAPES),
    Reason.REDIRECT_URI_DIFFERS: ("differs", flow_reasons.DIFFERENCES),
    Reason.TOKEN_URI_DIFFERS: ("differs", flow_reasons.DIFFERENCES),
    Reason.FAMILY_ENDED: ("by", flow_token_reasons.ENDERS),
    Reason.TOKEN_REVOKED: ("by", flow_token_reasons.ENDERS),
    Reason.GRANT_ENDED: ("how", flow_token_reasons.ENDINGS),
    Reason.PROOF_INVALID: ("part", flow_proof_reasons.PARTS),
}


def describe(failure: FlowFailure) -> dict[str, Any]:
    """The values with which the page shows ``failure``."""
    reason, facts = Reason(failure.reason), failure.facts
    title, fix = explain_failure(failure)
    return {
        "title": title,
        "fix": fix,
        "difference": _difference(facts),
        "step": STEPS[Step(failure.step)],
        "reason": reason.value,
        "about_secrets": reason in {Reason.SECRET_WRONG, Reason.SECRET_ENDED},
        "failure": failure,
    }


def explain_failure(failure: FlowFailure) -> tuple[str, str]:
    """Title and fix of the failure."""
    return explain(Reason(failure.reason), failure.facts)


def explain(reason: Reason, facts: dict[str, Fact]) -> tuple[str, str]:
    """Title and fix of the reason, with its facts filled in."""
    title, fix = TEXTS[reason]
    if reason in FIXES:
        fact, fixes = FIXES[reason]
        fix = fixes.get(str(facts.get(fact)), "")
    values = _Facts({name: _format(name, fact) for name, fact in facts.items()})
    sentences = [(str(fix) % values).strip(), _clock_warning(facts)]
    return str(title) % values, " ".join(filter(None, sentences))


class _Facts(dict[str, str]):
    """Facts by name; "" for one that an older row does not have."""

    def __missing__(self, _name: str) -> str:
        return ""


def _format(name: str, fact: Fact) -> str:
    if name == "at":
        return exact_time(int(fact))
    if name == "reached":
        return ", ".join(str(fact).split())
    return duration(int(fact)) if name == "seconds" else str(fact)


def _clock_warning(facts: dict[str, Fact]) -> str:
    seconds = int(facts.get("clock_off", 0))
    if not seconds:
        return ""
    if seconds < 0:
        return str(gettext("The app's clock is %(time)s slow.", time=duration(-seconds)))
    return str(gettext("The app's clock is %(time)s fast.", time=duration(seconds)))


def _difference(facts: dict[str, Fact]) -> dict[str, Markup] | None:
    if "differs" not in facts:
        return None
    sent, registered = str(facts["sent"]), str(facts["registered"])
    return {"registered": _mark(registered, sent), "sent": _mark(sent, registered)}


def _mark(uri: str, other: str) -> Markup:
    """``uri`` with the part marked that differs from ``other``."""
    start, middle, end = redirect_difference.split_at_difference(uri, other)
    return Markup("{}<mark>{}</mark>{}").format(start, middle or "‸", end)
