"""The first ten minutes with webhooks: the pages alone lead to a verified message."""

import os
import re
import select
import subprocess
import sys
import time

import pytest

from tests.browser.deeds import send
from tests.browser.test_main_loop import register_an_app, sign_up
from tests.support.live_server import find_free_port

pytestmark = pytest.mark.browser

PATIENCE = 20  # seconds
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]+=*")


def test_new_developer_receives_and_verifies_a_change(start_server, open_page, tmp_path):
    page = open_page(javascript=False, base_url=start_server(workers=1).url)
    sign_up(page)
    client_id = register_an_app(page, "https://poster.example/callback")
    page.get_by_role("link", name="Add a webhook").click()
    port = find_free_port()
    assert page.get_by_text("it also reaches your own computer").is_visible()
    page.get_by_label("Address").fill(f"http://127.0.0.1:{port}/")
    send(page, "Add endpoint")
    endpoint, secret = page.url, SECRET.search(page.locator("main").inner_text())[0]

    receiver = start_the_receiver_of_the_guide(page, tmp_path, secret, port)
    try:
        press_test_until_it_arrives(page, endpoint, receiver)
        page.goto(f"/developer/apps/{client_id}/try")
        send(page, "Open the consent page")
        send(page, "Authorize")
        page.goto("/developer/sandbox")
        send(page, "Change something now")
        assert " event.upserted {'team': 'my-sandbox'" in read_line(receiver)
    finally:
        receiver.kill()
        receiver.wait()
    page.goto(endpoint)
    accepted = page.get_by_role("cell", name="Accepted")
    deadline = time.monotonic() + PATIENCE
    # The receiver prints a moment before its answer is written down.
    while accepted.count() < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
        page.reload()
    assert accepted.count() == 2


def start_the_receiver_of_the_guide(page, folder, secret, port):
    page.goto("/docs/guides/webhooks")
    program = page.locator("pre", has_text="class Receiver").first.text_content()
    (folder / "webhook.py").write_text(program)
    return subprocess.Popen(
        [sys.executable, "webhook.py"],
        cwd=folder,
        env=os.environ | {"WEBHOOK_SECRET": secret, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )


def press_test_until_it_arrives(page, endpoint, receiver):
    """What a person does who started the receiver a moment ago."""
    page.goto(endpoint)
    send(page, "Send test")
    assert " ping " in (read_line(receiver, 3) or press_again(page, receiver))


def press_again(page, receiver):
    send(page, "Send test")
    return read_line(receiver)


def read_line(receiver, patience=PATIENCE):
    """The next line that it prints; empty when none came."""
    ready, _, _ = select.select([receiver.stdout], [], [], patience)
    return receiver.stdout.readline().decode() if ready else ""
