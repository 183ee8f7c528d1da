"""The command line of the server that the settings describe."""

from app.serving.server_command import server_command, server_environment
from tests.support.settings import make_settings


def test_server_receives_requests_away_from_its_threads():
    command = server_command(make_settings(header_deadline=7, drain_seconds=2))
    options = dict(zip(command[3:-1:2], command[4::2], strict=False))
    assert options["--interface"] == "rsgi"
    assert options["--drain-seconds"] == "2.0"
    assert options["--http"] == "1"
    assert options["--http1-header-read-timeout"] == "7000"
    assert command[-1] == "wsgi:receive"
    assert "--respawn-failed-workers" in command


def test_threads_of_a_process_share_a_heap_unless_the_operator_says_otherwise():
    assert server_environment({"PATH": "/bin"}).keys() > {"PATH", "MALLOC_ARENA_MAX"}
    assert server_environment({"MALLOC_ARENA_MAX": "4"})["MALLOC_ARENA_MAX"] == "4"


def test_a_process_has_eight_threads_unless_the_settings_say_otherwise():
    assert make_settings().threads == 8
    assert make_settings(web_threads=3).threads == 3
