"""The developer's sandbox: have something change, and watch it arrive."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.trials import sandbox, sandbox_acts
from app.models.trials.sandbox_acts import Act, Done
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp
from app.portal.trials import sandbox_presenter
from app.web.signed_in import current_person

BUTTONS = {
    Act.MOVE: lazy_gettext("Move an event"),
    Act.CANCEL: lazy_gettext("Cancel an event"),
    Act.ADD_SERIES: lazy_gettext("Add a series"),
    Act.DELETE: lazy_gettext("Delete an event"),
}


@bp.get("/developer/sandbox")
def show_sandbox() -> ResponseReturnValue:
    """What happened last in the sandbox, and the buttons that make something happen."""
    team = sandbox.find(current_person())
    return render_template(
        "portal/trials/sandbox.html",
        team=team,
        buttons=BUTTONS,
        many=sandbox_acts.MANY,
        count=sandbox_acts.count(team) if team else 0,
        watched=sandbox_presenter.watch(team, current_person()) if team else None,
    )


@bp.post("/developer/sandbox")
def make_sandbox() -> ResponseReturnValue:
    """Make it, if there is none."""
    sandbox.open_for(current_person())
    db.session.commit()
    return _back()


@bp.post("/developer/sandbox/change")
@count_requests("rate_limit_explorer")
def change_sandbox() -> ResponseReturnValue:
    """Do the act of the button, or the next in turn, and say what it was."""
    name = request.form.get("act", "")
    act = Act(name) if name in set(Act) else None
    team = sandbox.open_for(current_person())
    done = sandbox_acts.change(team, act, by=current_person())
    db.session.commit()
    flash(_describe(done), "ok")
    return _back()


@bp.post("/developer/sandbox/reset")
@count_requests("rate_limit_explorer")
def reset_sandbox() -> ResponseReturnValue:
    """Replace all events by the sample events."""
    sandbox_acts.reset(sandbox.open_for(current_person()), by=current_person())
    db.session.commit()
    flash(_("The sandbox has its sample events again."), "ok")
    return _back()


@bp.post("/developer/sandbox/fill")
@count_requests("rate_limit_explorer")
def fill_sandbox() -> ResponseReturnValue:
    """Add a thousand events."""
    added = sandbox_acts.fill(sandbox.open_for(current_person()), by=current_person())
    db.session.commit()
    if added:
        flash(_("%(count)d events were added.", count=added), "ok")
    else:
        flash(_("The sandbox is full. Reset it first."), "warn")
    return _back()


def _describe(done: Done) -> str:
    title = done.title
    match done.act:
        case Act.MOVE:
            return str(_("“%(title)s” now takes place a day later.", title=title))
        case Act.CANCEL:
            return str(_("“%(title)s” is cancelled.", title=title))
        case Act.DELETE:
            return str(_("“%(title)s” is deleted.", title=title))
    return str(_("The series “%(title)s” was added.", title=title))


def _back() -> ResponseReturnValue:
    return redirect(url_for("portal.show_sandbox"), 303)
