"""The reference files of deploy/, each started in front of a server with ports of its own."""

import shutil
import signal
import socket
import ssl
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

from tests.support.live_server import PROJECT, find_free_port
from tests.support.raw_http import RawConnection

HOST = "events.example.org"
WAIT_SECONDS = 15
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    {temporary}
    include {folder}/stagedoor.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Proxy:
    """A proxy that terminates TLS; ``port`` reaches it."""

    def __init__(
        self, kind: str, folder: Path, certificate: Path, *upstreams: int, host: str = HOST
    ):
        """Start ``kind``, nginx or caddy, as its reference file says, before these servers."""
        self.kind, self.port, self._plain_port = kind, find_free_port(), find_free_port()
        self._folder, self._certificate, self._host = folder, certificate, host
        self._upstreams = [f"127.0.0.1:{port}" for port in upstreams]
        command = {"nginx": self._nginx, "caddy": self._caddy}[kind]()
        self.log = folder / f"{kind}.log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
            )
        self._wait()

    def connect(self, *, alpn: str = "http/1.1") -> "TlsConnection":
        """Return a connection with TLS."""
        return TlsConnection(self.port, alpn)

    def stop(self) -> None:
        """End it."""
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()

    def _nginx(self) -> list[str]:
        text = (PROJECT / "deploy/nginx/stagedoor.conf").read_text()
        text = self._replace(
            text,
            {
                "127.0.0.1:5000": " max_fails=1 fail_timeout=1s;\n    server ".join(
                    self._upstreams
                ),
                "listen 80;": f"listen 127.0.0.1:{self._plain_port};",
                "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
                "    listen [::]:80;\n": "",
                "    listen [::]:443 ssl http2;\n": "",
                "/etc/letsencrypt/live/events.example.org/fullchain.pem": str(self._certificate),
                "/etc/letsencrypt/live/events.example.org/privkey.pem": str(self._certificate),
                "/var/log/nginx/stagedoor.log": f"{self._folder}/access.log",
            },
        )
        (self._folder / "stagedoor.conf").write_text(text)
        temporary = "".join(f"{each}_temp_path {self._folder}/{each};\n    " for each in TEMPORARY)
        main = self._folder / "nginx.conf"
        main.write_text(NGINX.format(folder=self._folder, temporary=temporary))
        return [find_binary("nginx"), "-p", str(self._folder), "-c", str(main)]

    def _caddy(self) -> list[str]:
        text = (PROJECT / "deploy/caddy/Caddyfile").read_text()
        text = self._replace(
            text,
            {
                "127.0.0.1:5000": " ".join(self._upstreams),
                "\n{\n": f"\n{{\n\tadmin off\n\thttp_port {self._plain_port}\n",
                f"\n{HOST} {{\n": f"\nhttps://{self._host}:{self.port} {{\n"
                f"\ttls {self._certificate} {self._certificate}\n",
            },
        )
        path = self._folder / "Caddyfile"
        path.write_text(text)
        return [find_binary("caddy"), "run", "--config", str(path), "--adapter", "caddyfile"]

    @staticmethod
    def _replace(text: str, changes: dict[str, str]) -> str:
        for old, new in changes.items():
            assert old in text, f"The reference file no longer says {old!r}."
            text = text.replace(old, new)
        return text

    def _wait(self) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port))):
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{self.kind} did not start:\n{self.log.read_text()}")


class TlsConnection(RawConnection):
    """A connection to the proxy, which accepts its certificate."""

    def __init__(self, port: int, alpn: str):
        """Connect and agree on a protocol."""
        super().__init__(port)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols([alpn])
        self._socket = context.wrap_socket(self._socket, server_hostname=HOST)
        self.protocol = self._socket.selected_alpn_protocol()


def find_binary(kind: str) -> str | None:
    """Return the path of the program, or None."""
    return shutil.which(kind, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/sbin:/bin")
