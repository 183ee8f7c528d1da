"""A real mail server on loopback, which speaks TLS as mail servers do."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MailServer(socketserver.ThreadingTCPServer):
    """``mails`` are the texts it took, ``plain`` the commands that came unencrypted."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, chain: Path | None, *, implicit: bool):
        """Offer TLS with the certificate of ``chain``: from the start, or after STARTTLS."""
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails, self.plain, self.implicit = [], [], implicit
        self.tls = None
        if chain is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(chain)

    def handle_error(self, _request, _address):
        """Say nothing: clients that do not trust us hang up."""


class Conversation(socketserver.StreamRequestHandler):
    """One client's SMTP (RFC 5321), as little as sending one mail takes."""

    def handle(self):
        self.is_encrypted = False
        if self.server.implicit:
            self.encrypt()
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if not self.is_encrypted:
                self.server.plain.append(verb)
            getattr(self, f"on_{verb.lower()}", self.take)()

    def encrypt(self):
        self.request = self.connection = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.is_encrypted = True

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()

    def take(self):
        self.say("250 ok")

    def on_ehlo(self):
        offers = ["250-here"]
        if self.server.tls and not self.is_encrypted:
            offers.append("250-STARTTLS")
        self.say(*offers, "250 AUTH PLAIN")

    def on_quit(self):
        self.say("221 bye")

    def on_starttls(self):
        self.say("220 go ahead")
        self.encrypt()

    def on_auth(self):
        self.say("235 welcome")

    def on_data(self):
        self.say("354 go ahead")
        text = b""
        while (line := self.rfile.readline()) != b".\r\n":
            text += line
        self.server.mails.append(text.decode())
        self.say("250 ok")


@contextmanager
def run_mail_server(chain: Path | None = None, *, implicit: bool = False) -> Iterator[MailServer]:
    """Yield a running server; stop it afterwards."""
    with MailServer(chain, implicit=implicit) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
