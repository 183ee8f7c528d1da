"""The command line of the server that the settings describe."""

from app.web.server_command import server_command
from tests.support.settings import make_settings


def test_server_has_two_threads_for_sqlite_and_four_for_postgresql():
    def threads(**settings):
        command = server_command(make_settings(**settings))
        return command[command.index("--blocking-threads") + 1]

    assert threads() == "2"
    assert threads(database_url="postgresql://h/d") == "4"
    assert threads(web_threads=3) == "3"
    assert "--respawn-failed-workers" in server_command(make_settings())
