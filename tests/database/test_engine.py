"""The engine waits for no database forever and logs no parameters."""

from app.database.engine import engine_options
from tests.support.settings import make_settings


def test_parameters_of_statements_stay_out_of_logs():
    for url in ("sqlite:///x.db", "postgresql://localhost/x"):
        assert engine_options(make_settings(database_url=url))["hide_parameters"] is True


def test_postgresql_has_a_pool_of_the_configured_size_and_timeouts():
    settings = make_settings(database_url="postgresql://localhost/x", database_pool_size=7)
    options = engine_options(settings)
    assert (options["pool_size"], options["pool_pre_ping"]) == (7, True)
    assert "statement_timeout=15000" in options["connect_args"]["options"]
