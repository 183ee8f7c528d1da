"""What people do on a page to bring about a state of it that no address leads to."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.factories import PASSWORD

PKCE = {"code_challenge": "c" * 43, "code_challenge_method": "S256"}
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:night-market@example.org
SUMMARY:Night market
DTSTART;TZID=Europe/Rome:20270410T190000
DTEND;TZID=Europe/Rome:20270410T230000
END:VEVENT
BEGIN:VEVENT
UID:backwards@example.org
SUMMARY:Ends before it starts
DTSTART:20270411T190000Z
DTEND:20270411T180000Z
END:VEVENT
END:VCALENDAR
"""


def press(name: str) -> Callable[[Page], None]:
    """Send the form with the button ``name`` as it stands."""
    return lambda page: send(page, name)


def send(page: Page, name: str) -> None:
    """Press the page's own first button with ``name`` in its words, and wait for the answer."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).first.click()


def change_the_sandbox(page: Page) -> None:
    """Make it, unless another page has, and let something change."""
    if page.get_by_role("button", name="Make a sandbox").count():
        send(page, "Make a sandbox")
    send(page, "Change something now")


def sign_in_wrongly(page: Page) -> None:
    page.get_by_label("E-mail").fill("olivia@example.org")
    page.get_by_label("Password").fill("not this one")
    send(page, "Sign in")


def check_a_signature(page: Page) -> None:
    lines = "webhook-id: msg_1", "webhook-timestamp: 1700000000", "webhook-signature: v1,AAAA"
    page.get_by_label("Headers").fill("\n".join(lines))
    page.get_by_label("Body").fill('{"type":"ping"}')
    send(page, "Check")


def type_a_wrong_user_code(page: Page) -> None:
    page.get_by_label("Code").fill("wdjb mjht")
    send(page, "Continue")


def ask_for_a_link(page: Page) -> None:
    page.get_by_label("E-mail").fill("stranger@example.org")
    send(page, "Send the link")


def choose_a_short_password(page: Page) -> None:
    page.get_by_label("password").fill("short")
    send(page, "Save the password")


def send_a_stale_form(page: Page) -> None:
    page.get_by_label("Your name").fill("Ben Alder")
    replace_hidden(page, "csrf_token", "stale")
    send(page, "Sign up")


def save_without_a_name(page: Page) -> None:
    page.get_by_label("name").fill("")
    send(page, "Save")


def save_without_a_title(page: Page) -> None:
    page.get_by_label("Title").fill("")
    send(page, "Save")


def save_an_old_version(page: Page) -> None:
    page.get_by_label("Summary").fill("Bring a friend.")
    replace_hidden(page, "sequence", "-1")
    send(page, "Save")


def import_noise(page: Page) -> None:
    send_file(page, "This is not a calendar.")


def preview_events(page: Page) -> None:
    send_file(page, CALENDAR)


def import_events(page: Page) -> None:
    send_file(page, CALENDAR)
    send(page, "Import")


def undo_an_import(page: Page) -> None:
    send_file(page, CALENDAR.replace("market", "fair"))  # what was imported before stays
    send(page, "Import")
    send(page, "Undo this import")


def choose_no_event(page: Page) -> None:
    for box in page.locator("input[name=take]").all():
        box.uncheck()
    send(page, "Import")


def send_file(page: Page, text: str) -> None:
    """Upload ``text`` as a calendar file."""
    file = {"name": "events.ics", "mimeType": "text/calendar", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    send(page, "Preview")


def make_a_link(page: Page) -> None:
    page.get_by_role("textbox", name="Name").fill("Shop window")
    send(page, "Create link")


def make_a_token(page: Page) -> None:
    """Make a personal token, and see it once."""
    page.get_by_role("textbox", name="Name").fill("Nightly export")
    page.get_by_role("checkbox", name="events:read").check()
    page.get_by_role("group", name="Teams").get_by_role("checkbox").first.check()
    send(page, "Create token")


def register_badly(page: Page) -> None:
    page.get_by_label("Redirect URI").fill("http://example.org/callback#there")
    send(page, "Create app")


def register_an_app(page: Page) -> None:
    page.get_by_role("textbox", name="Name").fill("Weekend Planner")
    page.get_by_label("Redirect URI").fill("https://weekend.example.org/callback")
    send(page, "Create app")


def choose_no_scope(page: Page) -> None:
    for scope in page.locator("input[name=default_scopes]:checked").all():
        scope.uncheck()
    send(page, "Save")


def ask_for_no_keys(page: Page) -> None:
    page.get_by_label("A signature with its own key").check()
    send(page, "Save")


def try_an_app(page: Page) -> None:
    for button in ("Open the consent page", "Authorize", "Exchange the code", "Call the API"):
        send(page, button)


def delete_with_another_name(page: Page) -> None:
    page.locator("input[name=typed]").fill("Another app")
    send(page, "Delete app")


def decide_too_late(page: Page) -> None:
    replace_hidden(page, "request", "long.ago")
    send(page, "Deny")


def decide_twice(page: Page) -> None:
    shown = page.locator("input[name=request]").input_value()
    here = page.url
    send(page, "Deny")
    page.goto(here)
    replace_hidden(page, "request", shown)
    send(page, "Deny")


def decide_after_signing_in_again(page: Page) -> None:
    """Sign in once more in another tab, as Otto."""
    tab = page.context.new_page()
    tab.goto("/login")
    tab.get_by_label("E-mail").fill("otto@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    send(tab, "Sign in")
    tab.close()
    send(page, "Authorize")


def choose_a_wrong_team(page: Page) -> None:
    team = page.locator("input[name=team]:enabled").first
    team.evaluate("radio => { radio.value = 'orchestra'; radio.checked = true; }")
    send(page, "Authorize")


def show_mail(page: Page) -> None:
    send(page, "Show the mail")


def replace_hidden(page: Page, name: str, value: str) -> None:
    """Put ``value`` into the first hidden field ``name`` of the page itself."""
    field = page.locator(f"main input[name={name}]").first
    field.evaluate("(input, value) => { input.value = value; }", value)
