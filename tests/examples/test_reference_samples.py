"""The samples of the API reference, every one in every language, run against a live server."""

import re
import shutil
import subprocess
import sys
import urllib.request

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.events.event_image import EventImage
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.membership import Membership
from app.models.tickets.ticket import Ticket
from app.models.webhooks.webhook import Webhook
from app.openapi.groups import GROUPS
from app.portal.docs.endpoints import list_groups
from app.portal.docs.reader import REDIRECT_URI
from tests.examples.test_documentation import WAITING, needs
from tests.support.factories import (
    make_client,
    make_event,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)
from tests.support.live_server import LiveServer
from tests.support.markup import code_blocks
from tests.support.private_links import make_link
from tests.support.settings import make_settings
from tests.support.webhooks import URL

pytestmark = pytest.mark.xdist_group("examples")

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SCOPES = "crm_manage events:write guests:write profile:read tickets:read openid"
SECTION = re.compile(r'<h2 id="([\w-]+)">(.*?)</section>', re.S)
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR and so on"
# What stands around the samples of a language, so that one program runs them all and fails
# with the first of them.
CURL = 'set -e\ncurl() { command curl --silent --show-error --fail-with-body "$@"; echo; }\n'
LANGUAGES = [
    pytest.param("curl", ["sh", "-c"], CURL, 'export {0}="{1}"\n', "({})\n", id="curl"),
    pytest.param(
        "python",
        [sys.executable, "-c"],
        "import os\n",
        'os.environ["{0}"] = "{1}"\n',
        "exec({!r})\n",
        id="python",
    ),
    pytest.param(
        "javascript",
        ["node", "--input-type=module", "--eval"],
        "",
        'process.env.{0} = "{1}";\n',
        "{{\n{}\n}}\n",
        id="node",
        marks=needs("node"),
    ),
    pytest.param(
        "php", ["php", "-r"], "", 'putenv("{0}={1}");\n', "{}\n", id="php", marks=needs("php")
    ),
]


class World:
    """A team, an app that may do everything, and a fresh event and tokens for each sample."""

    def __init__(self, server):
        self.server = server
        self.team = make_team(name="Harbour Hall", slug="harbour-hall")
        self.app, self.secret = make_client(scopes=SCOPES, redirect_uris=(REDIRECT_URI,))
        self.app.grant_types += f" {DEVICE_CODE}"

    def words(self, sample):
        """What ``sample`` stands among: its variables, and what it is filled in with."""
        weekly = Recurrence(rrule="FREQ=WEEKLY") if "/occurrences/" in sample else None
        event = make_event(self.team, "Spring night", recurrence=weekly)
        picture = EventImage.read(PICTURE, source_url="https://a.example/p.png")
        picture.put_on(event)
        db.session.flush()
        event.image_url = picture.address
        owner = Membership.list_of(self.team)[0].user
        grant = make_grant(self.app, owner, self.team, scopes=SCOPES)
        access, refresh = make_tokens(grant)
        variables = {"ACCESS_TOKEN": access, "REFRESH_TOKEN": refresh, "CLIENT_SECRET": self.secret}
        filled = {
            "TEAM": self.team.slug,
            "CLIENT_ID": self.app.client_id,
            "spring-night": event.slug,
            "4217": str(event.id),
            "picture.jpg": picture.name,
        }
        if "fdl_example" in sample or "sd_feed_example" in sample:  # a team has few links
            link = make_link(self.team, owner, client=self.app)
            filled |= {"fdl_example": link.id, "sd_feed_example": link.key}
        if "whk_example" in sample:  # a grant has few webhooks, and one of them ends it
            told = {"types": ["event.upserted"], "grant": grant, "team_id": self.team.id}
            hook, _secret = Webhook.create(self.app, url=URL, **told)
            filled["whk_example"] = hook.public_id
        if "sd_tkt_example" in sample:  # a ticket is used once
            _ticket, filled["sd_tkt_example"] = Ticket.issue(event, make_user())
        if "GRANT_ID" in sample:  # one of them ends it, which would end the others' tokens
            team = make_team()
            member = Membership.list_of(team)[0].user
            filled["GRANT_ID"] = make_grant(self.app, member, team, scopes=SCOPES).public_id
        if "REGISTRATION_ACCESS_TOKEN" in sample:  # one of them deletes the app
            app, _secret = make_client()
            filled["CLIENT_ID"] = app.client_id
            variables["REGISTRATION_ACCESS_TOKEN"] = RegistrationToken.issue(app)
        db.session.commit()  # last: who reads on would keep the server from writing
        return variables, filled


@pytest.fixture(scope="module")
def world(migrated_sqlite_file, tmp_path_factory):
    """One server for all languages, and what its database holds."""
    home = tmp_path_factory.mktemp("reference")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    settings = {"database_url": f"sqlite:///{home / 'stagedoor.db'}", "stagedoor_home": home}
    server = LiveServer(home / "server.log", workers=1, **settings)
    try:
        server.wait_until_ready()
        with create_app(make_settings(**settings)).app_context():
            yield World(server)
            db.session.remove()
            db.engine.dispose()
    finally:
        server.stop()


def samples_of(server, group, language):
    """The sample of each operation on the page, by the operation's anchor."""
    with urllib.request.urlopen(f"{server.url}/docs/api/{group}?language={language}") as page:
        sections = SECTION.findall(page.read().decode())
    found = {anchor: code_blocks(text) for anchor, text in sections}
    return {anchor: blocks[0] for anchor, blocks in found.items() if blocks}


@pytest.mark.parametrize(("language", "command", "head", "assign", "frame"), LANGUAGES)
def test_samples_run_as_they_are_shown(world, language, command, head, assign, frame, tmp_path):
    program, count = [head], 0
    for group in GROUPS:
        for sample in samples_of(world.server, group.name, language).values():
            count += 1
            if sample.startswith("http"):  # people go there
                continue
            variables, filled = world.words(sample)
            for word, value in filled.items():
                sample = re.sub(rf"\b{word}\b", value, sample)
            program += [assign.format(name, value) for name, value in variables.items()]
            program.append(frame.format(sample.removeprefix("<?php\n")))
    assert count == sum(len(entries) for _group, entries in list_groups())
    done = subprocess.run(
        [*command, "".join(program)],
        cwd=tmp_path,  # one of them saves a picture
        capture_output=True,
        text=True,
        errors="replace",  # PHP prints the picture
        timeout=WAITING,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
