"""Parts of the health page: their state under each setting, and advice where it is needed."""

import pytest

from app.portal.operators import health_presenter
from app.version import VERSION


@pytest.fixture
def part(app, context):
    """Read a part by name under changed settings."""

    def part(name, **settings):
        app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update=settings)
        return next(part for part in health_presenter.parts() if part.name == name)

    with app.test_request_context():
        yield part


@pytest.mark.parametrize(
    ("changes", "label", "kind"),
    [
        ({"rate_limits": False}, "Off", "bad"),
        ({"rate_limits": True, "redis_url": "", "web_processes": 1}, "On", "ok"),
        ({"rate_limits": True, "redis_url": "", "web_processes": 2}, "On", "info"),
    ],
)
def test_rate_limits(part, changes, label, kind):
    limits = part("Rate limits", **changes)
    assert (limits.label, limits.kind) == (label, kind)
    assert (limits.advice is None) == (kind == "ok")


def test_mail_over_smtp_names_host_and_sender(part):
    mail = part("Mail", mail="smtp", smtp_host="smtp.example", mail_from="door@example.org")
    assert (mail.label, mail.text) == ("Set", "Through smtp.example, from door@example.org.")


def test_purge_that_never_ran_is_pointed_out(part):
    purge = part("Last purge")
    assert (purge.label, purge.kind, purge.at) == ("Never", "info", None)
    assert "stagedoor purge" in purge.advice


def test_versions_name_our_own_first(part):
    own, _database, *others = health_presenter.versions()
    assert own == ("Version", VERSION)
    assert [name for name, _version in others][:2] == ["Python", "Flask"]
