"""The installation that is broken: database, Redis, two servers behind a proxy, and a worker."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from app.database import migrations
from faults import world
from faults.caller import Caller, NoAnswerError, UnavailableError
from faults.check_invariants import Finding, check_invariants, find_untold
from faults.ledger import Ledger
from faults.load import MAX_LAG, WITH_VISITORS, Load
from faults.machine.postgres import Postgres
from faults.machine.process import PROJECT, Process
from faults.machine.receiver import WebhookReceiver
from faults.machine.redis import Redis
from faults.machine.relay import Relay
from faults.world import Account
from tests.support.certificate import make_certificate
from tests.support.live_server import find_free_port
from tests.support.proxy import Proxy, find_binary
from tests.support.settings import environment_for_server

DELIVERY = 75  # seconds: the lease of a killed worker has ended, and another told everything


@dataclass(frozen=True)
class Choices:
    """How an installation is made."""

    engine: str = "postgresql"
    servers: int = 2
    processes: int = 1  # of each server
    callers: int = 12
    pause: float = 0.25  # seconds between two acts of a caller, on average
    seed: int = 1
    has_standby: bool = False
    has_replica: bool = False  # which is the standby, if there is one
    has_redis: bool = False
    has_worker: bool = True
    has_small_disk: bool = False
    proxy: str = ""  # nginx, caddy, or whichever is installed
    repeats: int = 0  # of what a fault repeats; 0: as often as the fault says
    settings: dict[str, object] = field(default_factory=dict)


class Installation:
    """Everything, running; ``url`` is where callers come in."""

    def __init__(self, folder: Path, choices: Choices, code: Path = PROJECT) -> None:
        """Start it in ``folder``; servers and worker run the ``code`` of this folder."""
        self.folder, self.choices, self._code = folder, choices, code
        self.ledger, self.receiver = Ledger(), WebhookReceiver()
        self._closing: list[Callable[[], object]] = [self.receiver.close]
        self.primary: Postgres | None = None
        self.standby: Postgres | None = None
        self.relay: Relay | None = None
        self.replica: Postgres | None = None
        self.replica_relay: Relay | None = None
        self.redis = Redis() if choices.has_redis else None
        self.home = folder / "home"
        self.home.mkdir()
        self.is_on_small_disk = choices.has_small_disk and self._mount_small_disk()
        try:
            self._start()
        except BaseException:
            self.close()  # else what was started would go on for good
            raise

    def _start(self) -> None:
        url = self._start_database()
        self.migrate()
        self.app: Flask = world.make_app(self._direct_url(), self.home)
        self.accounts: list[Account] = world.fill(self.app, self.choices.callers, self.receiver.url)
        if self._code != PROJECT:
            self.migrate("downgrade", migrations.newest(self._code / "migrations"))
        if self.choices.has_standby and self.primary is not None:
            self.standby = self.primary.make_standby(self.folder / "standby")
            self._closing.append(self.standby.stop)
            url += f"&host=127.0.0.1:{self.standby.port}&target_session_attrs=read-write"
        if self.choices.has_replica and self.primary is not None:
            self._start_replica(self.primary)
        if self.redis is not None:
            self.redis.start()
            self._closing.append(self.redis.close)
        self.ports = [find_free_port() for _ in range(self.choices.servers)]
        self.proxy = self._start_proxy()
        self.environment = self._environment(url)
        self.servers = [self._start_server(port) for port in self.ports]
        self.worker = self._start_worker() if self.choices.has_worker else None
        for server in self.servers:
            server.wait_until_ready()
        self._wait_for_proxy()

    def _wait_for_proxy(self) -> None:
        """Return once the proxy has seen that its servers are there."""
        caller, good = Caller(self.url, Ledger()), 0
        while good < 20:
            time.sleep(0.05)
            try:
                caller.get("start", "/healthz")
                good += 1
            except (NoAnswerError, UnavailableError):
                good = 0
        caller.close()

    def _mount_small_disk(self) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(self.home)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return False
        let_go = ["umount", "--lazy", str(self.home)]
        self._closing.append(lambda: subprocess.run(let_go, check=False))
        return True

    def _start_database(self) -> str:
        if self.choices.engine == "sqlite":
            return f"sqlite:///{self.home / 'stagedoor.db'}"
        self.primary = Postgres.create(self.folder / "primary")
        self._closing.append(self.primary.stop)
        self.relay = Relay(("127.0.0.1", self.primary.port))
        self._closing.append(self.relay.close)
        return f"postgresql://stagedoor@/stagedoor?host=127.0.0.1:{self.relay.port}"

    def _start_replica(self, primary: Postgres) -> None:
        """Let a server follow the primary, which waits for none."""
        self.replica = self.standby
        if self.replica is None:
            self.replica = primary.make_standby(self.folder / "replica", is_waited_for=False)
            self._closing.append(self.replica.stop)
        self.replica_relay = Relay(("127.0.0.1", self.replica.port))
        self._closing.append(self.replica_relay.close)

    def _direct_url(self) -> str:
        """The database's address for the harness, which no fault is between."""
        if self.primary is None:
            return f"sqlite:///{self.home / 'stagedoor.db'}"
        return self.primary.url()

    def migrate(self, *where: str) -> None:
        """Bring the database to the newest migration, or ``("downgrade", "0100")``."""
        subprocess.run(
            command_of(PROJECT, "db", *(where or ("upgrade",))),
            cwd=PROJECT,
            env=environment_for_server(database_url=self._direct_url(), stagedoor_home=self.home),
            check=True,
            capture_output=True,
        )

    def _start_proxy(self) -> Proxy:
        installed = [kind for kind in ("caddy", "nginx") if find_binary(kind)]
        kind = self.choices.proxy or next(iter(installed), "")
        folder = self.folder / "proxy"
        folder.mkdir()
        certificate = make_certificate(folder, "localhost")
        proxy = Proxy(kind, folder, certificate, *self.ports, host="127.0.0.1")
        self._closing.append(proxy.stop)
        return proxy

    @property
    def url(self) -> str:
        """Where callers come in."""
        return f"https://127.0.0.1:{self.proxy.port}"

    def _environment(self, url: str) -> dict[str, str]:
        settings: dict[str, object] = {
            "database_url": url,
            "stagedoor_home": self.home,
            "public_url": self.url,
            "trusted_proxies": "127.0.0.1,::1",
            "web_processes": self.choices.processes,
            "workers_in_server": 0 if self.choices.has_worker else 2,
            "rate_limits": True,
            "rate_limit_api": "1000000 per minute",
            "mail": "memory",
            "flush_interval": 1,
            "drain_seconds": 3,  # the default; tests do without
            **({"redis_url": self.redis.url} if self.redis else {}),
            **self._replica_settings(),
            **self.choices.settings,
        }
        return environment_for_server(**settings)

    def _replica_settings(self) -> dict[str, object]:
        if self.replica_relay is None:
            return {}
        url = f"postgresql://stagedoor@127.0.0.1:{self.replica_relay.port}/stagedoor"
        return {
            "database_replica_url": url,
            "database_replica_max_lag": int(MAX_LAG),
            "metrics": True,
        }

    def _start_server(self, port: int) -> Process:
        server = Process(
            command_of(self._code, "serve"),
            self.environment | {"PORT": str(port)},
            self.folder / f"server-{port}.log",
            is_ready=lambda: answers(port, "/readyz"),
            folder=self._code,
        )
        self._closing.append(server.stop)
        return server

    def _start_worker(self) -> Process:
        worker = Process(
            command_of(self._code, "work"),
            self.environment,
            self.folder / "worker.log",
            folder=self._code,
        )
        self._closing.append(worker.stop)
        return worker

    def load(self, name: str) -> Load:
        """Callers, ready to start; another ``name`` lets them choose other acts."""
        choices, seed = self.choices, f"{self.choices.seed}/{name}"
        shares = WITH_VISITORS if choices.has_replica else None
        return Load(
            self.url, self.accounts, self.ledger, seed=seed, pause=choices.pause, shares=shares
        )

    def repeats(self, usual: int) -> int:
        """How often a fault repeats what it does."""
        return self.choices.repeats or usual

    def check(self) -> list[Finding]:
        """What does not hold, once nothing writes any more."""
        with self.app.app_context():
            found = check_invariants(self.ledger)
            untold = find_untold(self.receiver.newest)
            end = time.monotonic() + DELIVERY
            while untold and time.monotonic() < end:
                time.sleep(0.5)
                untold = find_untold(self.receiver.newest)
            return found + untold

    def check_logs(self) -> list[Finding]:
        """Lines that are no JSON, of which a killed process may leave one in the middle."""
        broken = []
        for log in self.folder.glob("server-*.log"):
            for line in log.read_text(errors="replace").splitlines():
                if line.startswith("{") and line.endswith("}") and not _is_json(line):
                    broken.append(Finding("logs", "broken", f"{log.name}: {line[:100]}"))
        return broken

    def surprises(self, first: int = 0) -> list[Finding]:
        """Answers that callers did not expect, from that number on."""
        return [Finding("answer", "broken", text) for text in self.ledger.surprises[first:]]

    def use_standby(self) -> None:
        """Let the harness's own application look at the standby, which is the primary now."""
        if self.standby is not None:
            self.app = world.make_app(self.standby.url(), self.home)

    def close(self) -> None:
        """End everything, the last one first."""
        for close in reversed(self._closing):
            with suppress(Exception):
                close()


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def command_of(code: Path, *arguments: str) -> list[str]:
    """``stagedoor …`` with the code and the packages of that folder; to be run there."""
    return [str(code / ".venv/bin/python"), "-c", "from app.cli import main; main()", *arguments]


def answers(port: int, path: str) -> bool:
    """Whether the server at the port answers 200, past the proxy."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
