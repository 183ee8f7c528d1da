"""Settings: which addresses PUBLIC_URL takes, and the key that is made at the first start."""

import stat

import pytest
from pydantic import ValidationError

from app import config
from app.extensions import db
from app.factory import create_app
from tests.support.settings import make_settings


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://events.example.org", "https://events.example.org"),
        ("HTTPS://Events.Example.org:8443/", "https://events.example.org:8443"),
        ("http://[::1]:5000", "http://[::1]:5000"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
    ],
)
def test_public_url_is_a_scheme_and_a_host(given, kept):
    assert make_settings(public_url=given).public_url == kept


@pytest.mark.parametrize(
    "given",
    [
        "events.example.org",
        "ftp://events.example.org",
        "javascript://events.example.org",
        "https://",
        "https://ana:secret@events.example.org",
        "https://@events.example.org",
        "https://events.example.org/stagedoor",
        "https://events.example.org/?a=b",
        "https://events.example.org#top",
        "https://events.example.org:99999",
        "https://events.example.org:many",
        "http://[::1",
    ],
)
def test_public_url_that_is_more_or_less_is_refused(given):
    with pytest.raises(ValidationError):
        make_settings(public_url=given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_limit_login": "many"},
        {"rate_limit_token": ""},
        {"rate_limit_api": "10 per fortnight"},
        {"web_processes": 0},
        {"web_threads": -1},
        {"port": 70_000},
        {"argon2_time_cost": 0},
    ],
    ids=str,
)
def test_number_or_rate_that_nothing_could_serve_by_is_refused_at_the_start(wrong):
    """It would fail when requests come."""
    with pytest.raises(ValidationError):
        make_settings(**wrong)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("database_url", "mysql://ana:the-password@db/stagedoor"),
        ("database_url", "postgres://ana:the-password@db/stagedoor"),
        ("database_url", "postgresql+psycopg2://ana:the-password@db/stagedoor"),
        ("database_url", "postgresql://ana:the-password@db:many/stagedoor"),
        ("database_url", "the-password"),
        ("database_direct_url", "sqlite:///the-password.db"),
        ("database_replica_url", "sqlite:///the-password.db"),
        ("redis_url", "http://:the-password@cache"),
        ("redis_url", "redis://:the-password/@cache:1/0"),
        ("redis_url", "redis://:the-password@cache:99999/0"),
        ("redis_url", "redis://cache/0?the-password=1"),
        ("redis_url", "redis://cache/0?socket_timeout=the-password"),
        ("redis_url", "redis://[::1"),
        ("redis_url", "the-password"),
        ("redis_url", "rediss://cache/0?ssl_cert_reqs=none"),
        ("redis_url", "rediss://cache/0?ssl_cert_reqs=optional"),
        ("redis_url", "rediss://cache/0?ssl_check_hostname=false"),
        ("smtp_tls", "sometimes"),
    ],
)
def test_address_that_cannot_be_used_is_refused_by_name_and_not_repeated(monkeypatch, name, given):
    monkeypatch.setenv(name.upper(), given)
    with pytest.raises(config.UnsafeSettingsError, match=f"^{name.upper()}: ") as refused:
        config.read_settings()
    assert "the-password" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("redis://:secret@cache:6379/0", "redis://:secret@cache:6379/0"),
        ("rediss://cache/0", "rediss://cache/0"),
        ("unix:///run/redis.sock", "redis+unix:///run/redis.sock"),
        ("redis+unix:///run/redis.sock", "redis+unix:///run/redis.sock"),
    ],
)
def test_redis_is_reached_as_its_address_says(given, kept):
    assert make_settings(redis_url=given).redis_url == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (True, "starttls"),
        ("1", "starttls"),
        ("0", "none"),
        (False, "none"),
        ("implicit", "implicit"),
        ("none", "none"),
    ],
)
def test_encryption_of_mail_is_a_word_or_the_former_switch(given, kept):
    assert make_settings(smtp_tls=given).smtp_tls == kept


@pytest.mark.parametrize(
    ("host", "status"),
    [("[::1]:5000", 200), ("[::1]", 200), ("127.0.0.1", 200), ("[::2]:5000", 400), ("[", 400)],
)
def test_ipv6_address_is_answered_and_another_is_not(database_url, tmp_path, host, status):
    settings = make_settings(
        public_url="http://[::1]:5000", database_url=database_url, stagedoor_home=tmp_path
    )
    app = create_app(settings)
    assert app.test_client().get("/login", headers={"Host": host}).status_code == status
    with app.app_context():
        db.engine.dispose()


def test_first_start_makes_a_key_and_later_ones_keep_it(tmp_path):
    settings = make_settings(secret_key="", stagedoor_home=tmp_path / "new" / "home")
    key = config.secret_key(settings)
    assert len(key) == 64
    assert config.secret_key(settings) == key
    home = settings.stagedoor_home
    assert [path.name for path in home.iterdir()] == ["secret_key"]
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_slower_one_of_two_first_starts_takes_the_faster_ones_whole_key(tmp_path, monkeypatch):
    settings = make_settings(secret_key="", stagedoor_home=tmp_path)
    others = []
    draw = config.secrets.token_hex

    def draw_late(length):
        """Let another process start and finish while this one draws its key."""
        monkeypatch.setattr(config.secrets, "token_hex", draw)
        others.append(config.secret_key(settings))
        return draw(length)

    monkeypatch.setattr(config.secrets, "token_hex", draw_late)
    assert [config.secret_key(settings)] == others
    assert len(others[0]) == 64
