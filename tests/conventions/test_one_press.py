"""What ends something asks first, or can be undone."""

from jinja2 import nodes

from tests.conventions.source import PROJECT

TEMPLATES = PROJECT / "templates"
# The first word of a view that takes something away.
ENDS = frozenset(
    "remove revoke delete end withdraw disable suspend cancel leave replace forget refuse deny "
    "disown keep hide undo".split()
)
# Views that a button starts at one press, each with how it is undone or why it need not be.
ONE_PRESS = {
    "portal.sign_out": "sign in again",
    "portal.end_session": "sign in again there",
    "portal.keep_email": "ask for the new address again",
    "portal.show_verification": "sends a mail",
    "portal.withdraw_invitation": "invite again",
    "portal.withdraw_developer_invitation": "invite again",
    "portal.withdraw_operator_invitation": "invite again",
    "portal.withdraw_team_handover": "offer again",
    "portal.withdraw_transfer": "offer again",
    "portal.withdraw_ticket_transfer": "offer again",
    "portal.renew_ticket_code": "the new code is beside the button",
    "portal.undo_import": "import the file again",
    "portal.cancel_event_date": "Restore, in the same row",
    "portal.restore_event_date": "Cancel, in the same row",
    "portal.hide_event_date": "Show, in the same row",
    "portal.show_event_date": "Hide, in the same row",
    "portal.pause_connected_app": "Resume, in the same place",
    "portal.pause_team_app": "Resume, in the same place",
    "portal.resume_connected_app": "Pause, in the same place",
    "portal.resume_team_app": "Pause, in the same place",
    "portal.approve_app": "Suspend",
    "portal.refuse_icon": "its developers upload it again",
    "portal.remove_client_icon": "upload it again",
    "portal.restore_app": "Suspend",
    "portal.enable_person": "Disable",
    "portal.undelete_client": "Delete",
    "portal.request_review": "takes nothing away",
    "portal.check_host": "takes nothing away",
    "portal.refresh_calendar_subscription": "reads what the worker reads anyway",
    "portal.send_test_mail": "sends a mail to oneself",
    "portal.test_webhook": "takes nothing away",
    "portal.pause_webhook": "Resume, on the same page",
    "portal.resume_webhook": "takes nothing away",
    "portal.rotate_webhook_secret": "the old secret signs, too, for a day",
    "portal.resend_delivery": "receivers expect repeats",
    "portal.show_trial": "a step of a trial",
    "portal.make_sandbox": "takes nothing away",
    "portal.change_sandbox": "Reset, in the same place; only sample events",
    "portal.fill_sandbox": "Reset, in the same place",
    "portal.reset_sandbox": "its events are made up, and their kinds are there again",
    "portal.exchange_trial_code": "a step of a trial",
    "portal.call_with_trial_token": "a step of a trial",
}
# Buttons whose address a variable holds: what it leads to, everywhere or in one template.
ADDRESSES = {
    "date.restore_url": "portal.restore_event_date",
    "date.cancel_url": "portal.cancel_event_date",
    "date.hide_url": "portal.hide_event_date",
    "date.show_url": "portal.show_event_date",
    "delivery.resend": "portal.resend_delivery",
    "pause.pause": "portal.pause_connected_app",
    "pause.resume": "portal.resume_connected_app",
    "portal/trials/show.html: here": "portal.show_trial",
    "portal/accounts/email_verification/waiting.html: here": "portal.show_verification",
}


def one_press_buttons(app):
    """The views that post_button() calls in templates lead to."""
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        parsed = app.jinja_env.parse(path.read_text(encoding="utf-8"))
        for call in parsed.find_all(nodes.Call):
            if getattr(call.node, "name", "") == "post_button":
                yield view_of(name, call.args[1])


def view_of(template, address):
    """The view of url_for(…), or of a variable by ADDRESSES."""
    if isinstance(address, nodes.Call):
        return address.args[0].value
    if isinstance(address, nodes.Getattr):
        variable = f"{address.node.name}.{address.attr}"
    else:
        variable = address.name
    place = f"{template}: {variable}"
    return ADDRESSES.get(variable) or ADDRESSES.get(place, place)


def test_button_that_acts_at_one_press_takes_nothing_away_for_good(app):
    """Otherwise it is a link to a page that asks, or opens a dialog."""
    pressed = set(one_press_buttons(app))
    assert len(pressed) > 10, "Is a button that acts at one press drawn another way now?"
    assert sorted(pressed - ONE_PRESS.keys()) == []


def test_view_that_ends_something_asks_on_a_page_of_its_address(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("portal.")]
    pages = {rule.rule for rule in rules if "GET" in rule.methods}
    ending = {
        rule.endpoint: rule.rule
        for rule in rules
        if "POST" in rule.methods and rule.endpoint.partition(".")[2].split("_")[0] in ENDS
    }
    assert "portal.revoke_connected_app" in ending
    unasked = {name for name, path in ending.items() if path not in pages}
    assert sorted(unasked - ONE_PRESS.keys()) == []
