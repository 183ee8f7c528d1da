"""A flow failure as its developer reads it: what happened, and the fix."""

from typing import Any

from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.models.clients import redirect_difference
from app.models.flow_doctor.diagnosis import Fact, Reason, Step
from app.models.flow_doctor.flow_failure import FlowFailure
from app.portal.flow_doctor import flow_reasons, flow_token_reasons
from app.web.template_filters import duration, exact_time

STEPS = {
    Step.AUTHORIZE: _("Authorize"),
    Step.TOKEN: _("Token"),
    Step.REVOKE: _("Revoke"),
    Step.INTROSPECT: _("Introspect"),
    Step.API: _("API call"),
}
WORDS = {
    **flow_reasons.WHO_ASKS,
    **flow_reasons.HOW_IT_ASKS,
    **flow_reasons.WHAT_IT_ASKS,
    **flow_token_reasons.CODES,
    **flow_token_reasons.CALLS,
}
# Reasons whose fix one of their facts picks.
BY_FACT = {
    Reason.SECRET_WRONG: ("shape", flow_reasons.SECRET_SHAPES),
    Reason.REDIRECT_URI_DIFFERS: ("differs", flow_reasons.DIFFERENCES),
    Reason.TOKEN_URI_DIFFERS: ("differs", flow_reasons.DIFFERENCES),
    Reason.FAMILY_ENDED: ("by", flow_token_reasons.ENDERS),
    Reason.TOKEN_REVOKED: ("by", flow_token_reasons.ENDERS),
    Reason.GRANT_ENDED: ("how", flow_token_reasons.ENDINGS),
}


def describe(failure: FlowFailure) -> dict[str, Any]:
    """What the page shows of ``failure``."""
    reason, facts = Reason(failure.reason), failure.facts
    title, fix = words_for(reason, facts)
    return {
        "title": title,
        "fix": fix,
        "difference": _difference(facts),
        "step": STEPS[Step(failure.step)],
        "reason": reason.value,
        "about_secrets": reason in {Reason.SECRET_WRONG, Reason.SECRET_ENDED},
        "failure": failure,
    }


def words_for(reason: Reason, facts: dict[str, Fact]) -> tuple[str, str]:
    """Title and fix of the reason, with its facts in them."""
    title, fix = WORDS[reason]
    if reason in BY_FACT:
        fact, choices = BY_FACT[reason]
        fix = choices.get(str(facts.get(fact)), "")
    spoken = _Spoken({name: _say(name, fact) for name, fact in facts.items()})
    sentences = [str(title) % spoken, str(fix) % spoken, _about_clock(facts)]
    return sentences[0], " ".join(filter(None, (part.strip() for part in sentences[1:])))


def parts(one: str, other: str) -> Markup:
    """``one`` with the part marked in which it differs from ``other``."""
    start, middle, end = redirect_difference.split_at_difference(one, other)
    return Markup("{}<mark>{}</mark>{}").format(start, middle or "‸", end)


class _Spoken(dict[str, str]):
    """Facts by name; one that an older entry lacks is left out of its sentence."""

    def __missing__(self, _name: str) -> str:
        return ""


def _say(name: str, fact: Fact) -> str:
    if name == "at":
        return exact_time(int(fact))
    if name == "reached":
        return ", ".join(str(fact).split())
    return duration(int(fact)) if name == "seconds" else str(fact)


def _about_clock(facts: dict[str, Fact]) -> str:
    off = int(facts.get("clock_off", 0))
    if not off:
        return ""
    words = _("The app's clock is ahead of ours by %(time)s.")
    if off < 0:
        words = _("The app's clock is behind ours by %(time)s.")
    return str(words) % {"time": duration(abs(off))}


def _difference(facts: dict[str, Fact]) -> dict[str, Markup] | None:
    if "differs" not in facts:
        return None
    sent, registered = str(facts["sent"]), str(facts["registered"])
    return {"registered": parts(registered, sent), "sent": parts(sent, registered)}
