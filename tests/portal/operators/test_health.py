"""The health page: each part with a word, and what to do when it is not well."""

import pytest

from app.callers import counts
from app.portal.operators import health_presenter
from tests.support.forms import submit
from tests.support.operator_pages import ADMIN, mails_of
from tests.support.settings import make_settings


@pytest.mark.both_databases
def test_database_is_named_with_its_size(admin, database_engine):
    name = {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL 1"}[database_engine]
    page = admin.get("/admin/health").text
    assert name in page
    assert " MB" in page
    assert "Every one is applied." in page


def test_old_purge_is_pointed_out_until_it_is_done(app, admin, clock):
    assert "stagedoor purge" in admin.get("/admin/health").text
    app.test_cli_runner().invoke(args=["purge"])
    assert "stagedoor purge" not in admin.get("/admin/health").text
    clock.advance(3 * 86_400)
    page = admin.get("/admin/health")
    assert "stagedoor purge" in page.text


def test_all_is_well_only_when_every_part_is(admin, monkeypatch):
    well = [lambda: health_presenter.Part("Fine", "OK", health_presenter.OK, "It is fine.")]
    monkeypatch.setattr(health_presenter, "PARTS", well)
    assert "Everything is OK" in admin.get("/admin/health").text
    for kind in ("info", "warn", "bad"):
        part = health_presenter.Part("Something", "Odd", kind, "It is odd.")
        monkeypatch.setattr(health_presenter, "PARTS", [*well, lambda part=part: part])
        page = admin.get("/admin/health").text
        assert "Everything is OK" not in page
        assert "Look at: Something" in page


def test_mail_to_try_goes_to_the_operator(app, admin):
    submit(admin, "/admin/health", "Send me a test mail")
    ((to, subject, body),) = mails_of(app)
    assert (to, "test of mail" in subject, "mail works" in body) == (ADMIN, True, True)


class TestWithRedis:
    """Rate limits are shared through Redis."""

    @pytest.fixture
    def settings(self, database_url, tmp_path, redis_url):
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            redis_url=redis_url.replace("unix:", "redis+unix:"),
            rate_limits=True,
        )

    def test_redis_that_goes_away_is_said(self, app, admin, monkeypatch):
        assert "All processes count together in Redis." in admin.get("/admin/health").text
        monkeypatch.setattr(app.extensions[counts.KEY], "is_shared", lambda: False)
        page = admin.get("/admin/health").text
        assert "Redis does not answer" in page
        assert "Look at: Rate limits" in page
