"""The mail about a paused webhook."""

import pytest

from app.extensions import db
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.webhooks.webhook import Webhook
from app.webhooks import mails
from tests.support.factories import join_developers, make_client, make_developer_team, make_user
from tests.support.webhooks import URL


@pytest.mark.usefixtures("context")
def test_admins_and_developers_of_a_team_are_led_to_the_webhook(app):
    team = make_developer_team(make_user("ada@example.org"))
    for role in (DeveloperRole.DEVELOPER, DeveloperRole.VIEWER):
        join_developers(team, make_user(f"{role}@example.org"), role)
    client, _secret = make_client(team, name="Poster Board")
    hook, _secret = Webhook.create(client, url=URL, types=["event.upserted"])
    db.session.commit()
    mails.send_paused(hook.id)
    outbox = app.extensions["mail_outbox"]
    assert {mail.to for mail in outbox} == {"ada@example.org", "developer@example.org"}
    page = f"/developer/apps/{client.client_id}/webhooks/{hook.public_id}"
    assert all(page in mail.body and URL in mail.body for mail in outbox)
