"""The mixed load: half of it reads, the rest writes, consents, exchanges, refreshes, revokes.

Each caller has a person, an app and a connection of its own. What it was told stands in the ledger;
what was not answered is sent again with the same key or credential, as a good client does.
"""

import json
import random
import threading
import time
from collections import deque
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from app.demo.page import Page, UnexpectedAnswerError
from faults.caller import Answer, Caller, NoAnswerError, UnavailableError
from faults.ledger import EventWrites, Family, Ledger
from faults.world import SCOPES, Account
from tests.support.factories import PASSWORD, REDIRECT_URI

# Shares in a hundred acts; a consent and the exchange of its code are one act.
SHARES = {"read": 50, "write": 20, "connect": 15, "refresh": 10, "revoke": 5}
WITH_VISITORS = SHARES | {"read": 25, "visit": 25}
MAX_LAG, SLACK = 2.0, 1.0  # seconds for which a replica may be behind
FAMILIES = 6  # that a caller keeps; the oldest are forgotten
REST = 0.3  # seconds after a failure
Failed = (NoAnswerError, UnavailableError)


class Load:
    """Callers that go on until they are stopped; ``pause`` is the mean between two acts."""

    def __init__(
        self,
        url: str,
        accounts: list[Account],
        ledger: Ledger,
        *,
        seed: str,
        pause: float,
        shares: dict[str, int] | None = None,
    ) -> None:
        self._stopping = threading.Event()
        self._actors = [
            Actor(url, account, ledger, random.Random(f"{seed}/{number}"), pause, shares or SHARES)
            for number, account in enumerate(accounts)
        ]
        self._threads = [
            threading.Thread(target=actor.run, args=(self._stopping,), daemon=True)
            for actor in self._actors
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing more, settle what was not answered, and return."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()


class Actor:
    """One caller."""

    def __init__(
        self,
        url: str,
        account: Account,
        ledger: Ledger,
        chance: random.Random,
        pause: float,
        shares: dict[str, int],
    ) -> None:
        self._account, self._ledger, self._chance, self._pause = account, ledger, chance, pause
        self._program, self._browser = Caller(url, ledger), Caller(url, ledger)
        self._visitor = Caller(url, ledger)
        self._shares = shares
        self._scheme, self._host = urlsplit(url).scheme, urlsplit(url).hostname
        self._base = f"/api/v1/organizer/{account.team}/events"
        self._events: list[EventWrites] = []
        self._families: deque[Family] = deque(maxlen=FAMILIES)
        # What to send again until it is answered: a bound method and what it is about.
        self._unanswered: deque[tuple[str, object]] = deque()

    def run(self, stopping: threading.Event) -> None:
        """Act until told to stop; then settle what is open."""
        time.sleep(self._chance.random() * self._pause)
        while not stopping.is_set():
            self._act(self._choose())
            stopping.wait(self._chance.expovariate(1 / self._pause))
        end = time.monotonic() + 15
        while self._unanswered and time.monotonic() < end:
            self._act("again")
        self._program.close()
        self._browser.close()
        self._visitor.close()

    def _choose(self) -> str:
        if self._unanswered:
            return "again"
        return self._chance.choices(list(self._shares), list(self._shares.values()))[0]

    def _act(self, name: str) -> None:
        try:
            getattr(self, f"_{name}")()
        except Failed:
            time.sleep(REST)
        except (UnexpectedAnswerError, KeyError, ValueError) as error:
            self._ledger.surprise(f"{name}: {type(error).__name__}: {error}"[:200])

    def _again(self) -> None:
        name, subject = self._unanswered[0]
        getattr(self, f"_{name}")(subject)
        self._unanswered.popleft()

    # Reading

    def _read(self) -> None:
        slugs = [event.slug for event in self._events if event.slug]
        paths = [self._base, f"{self._base}/changes", "/api/v1/me", f"{self._base}?tag=jazz"]
        path = f"{self._base}/{slugs[-1]}" if slugs and self._chance.random() < 0.4 else None
        answer = self._program.get("read", path or self._chance.choice(paths), **self._bearer())
        self._expect(answer, 200, "read")

    def _visit(self) -> None:
        """As a stranger, whom a replica may answer, but no older than it may be."""
        team, now = self._account.team, time.monotonic()
        old = [
            event
            for event in self._events
            if event.slug and not event.later and now - event.settled_at > MAX_LAG + SLACK
        ]
        event = self._chance.choice(old) if old and self._chance.random() < 0.5 else None
        paths = [f"/{team}", f"/{team}/events.ics", "/api/events"]
        path = f"/{team}/{event.slug}" if event else self._chance.choice(paths)
        answer = self._visitor.get("visit", path)
        if not self._expect(answer, 200, "visit") or event is None:
            return
        if str(event.summary).encode() not in answer.body:
            self._ledger.surprise(f"visit: {path} is older than {MAX_LAG} s")

    # Writing

    def _write(self) -> None:
        known = [event for event in self._events if event.slug]
        key = f"k{self._chance.getrandbits(64):016x}"
        if known and self._chance.random() < 0.4:
            self._change((self._chance.choice(known), key), is_new=True)
        else:
            event = EventWrites(key)
            self._ledger.events[key] = event
            self._events.append(event)
            self._add(event, is_new=True)

    def _add(self, event: EventWrites, *, is_new: bool = False) -> None:
        body = {
            "title": event.key,
            "summary": "as added",
            "start": {"local": "2027-05-01T20:00:00", "timezone": "Europe/Rome"},
            "end": {"local": "2027-05-01T23:00:00", "timezone": "Europe/Rome"},
            "visibility": "public",
            "status": "scheduled",
        }
        answer = self._write_json("POST", self._base, body, event.key, ("add", event), is_new)
        if answer is None:
            return
        if self._expect(answer, 201, "add"):
            event.slug, event.summary = answer.json["data"]["slug"], "as added"
            event.settled_at = time.monotonic()

    def _change(self, change: tuple[EventWrites, str], *, is_new: bool = False) -> None:
        event, summary = change
        event.later.add(summary)
        path = f"{self._base}/{event.slug}"
        body = {"summary": summary}
        answer = self._write_json("PATCH", path, body, summary, ("change", change), is_new)
        if answer is not None and self._expect(answer, 200, "change"):
            event.summary, event.settled_at = summary, time.monotonic()
            event.later.clear()

    def _write_json(
        self,
        method: str,
        path: str,
        body: dict[str, object],
        key: str,
        again: tuple[str, object],
        is_new: bool,
    ) -> Answer | None:
        """The answer; None while the same request is still in progress, to be sent again."""
        headers = {**self._bearer(), "Content-Type": "application/json", "Idempotency-Key": key}
        try:
            answer = self._program.send("write", method, path, headers, json.dumps(body).encode())
        except Failed:
            if is_new:
                self._unanswered.append(again)
            raise
        if answer.status == 409:  # the first attempt has not ended, or its process was killed
            if is_new:
                self._unanswered.append(again)
            time.sleep(REST)
            raise UnavailableError("in progress")
        return answer

    # Connecting

    def _connect(self) -> None:
        query = {
            "response_type": "code",
            "client_id": self._account.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": SCOPES,
            "state": "s",
            "prompt": "consent",  # the page, although the grant covers all of it
        }
        path = f"/oauth/authorize?{urlencode(query)}"
        page = self._browser.get("consent page", path)
        if page.status in {302, 303}:
            self._sign_in()
            page = self._browser.get("consent page", path)
        form = Page(page.body.decode()).find_form("Authorize")
        target = urljoin(path, form.action or path)
        decided = self._browser.post_form(
            "consent", target, form.press("Authorize"), **self._same_origin()
        )
        location = decided.headers.get("location", "")
        codes = parse_qs(urlsplit(location).query).get("code")
        if not codes:
            raise ValueError(f"no code: {decided.status} {location[:80]}")
        with self._ledger.lock:
            self._ledger.consents.append(codes[0])
        self._exchange(Family(codes[0], self._account.client_id), is_new=True)

    def _sign_in(self) -> None:
        self._browser.cookies.clear()
        form = Page(self._browser.get("sign in", "/login").body.decode()).find_form("Sign in")
        fields = form.press("Sign in", email=self._account.email, password=PASSWORD)
        answer = self._browser.post_form("sign in", "/login", fields, **self._same_origin())
        if answer.status not in {302, 303}:
            raise ValueError(f"not signed in: {answer.status}")

    def _same_origin(self) -> dict[str, str]:
        # Without the port, which in production is the usual one: proxies pass the name alone on.
        return {"Referer": f"{self._scheme}://{self._host}/"}

    def _exchange(self, family: Family, *, is_new: bool = False) -> None:
        fields = {"grant_type": "authorization_code", "code": family.code}
        fields["redirect_uri"] = REDIRECT_URI
        try:
            answer = self._token("exchange", fields)
        except Failed:
            if is_new:
                self._unanswered.append(("exchange", family))
            raise
        if answer.status == 200:
            self._take(family, family.code, answer)
            with self._ledger.lock:
                self._ledger.families.append(family)
            self._families.append(family)
        elif is_new:  # of a second attempt this is right: the first one spent the code
            self._ledger.surprise(f"exchange: {answer.status} {answer.body[:120]!r}")

    def _refresh(self) -> None:
        usable = [each for each in self._families if not (each.is_revoked or each.is_doubtful)]
        if usable:
            self._refresh_family((self._chance.choice(usable), time.monotonic()), is_new=True)

    def _refresh_family(self, attempt: tuple[Family, float], *, is_new: bool = False) -> None:
        family, began = attempt
        presented = family.refresh_token
        fields = {"grant_type": "refresh_token", "refresh_token": presented}
        family.is_doubtful = True
        try:
            answer = self._token("refresh", fields)
        except Failed:
            if is_new:
                self._unanswered.append(("refresh_family", attempt))
            raise
        if answer.status == 200:
            self._take(family, presented, answer)
            family.is_doubtful = False
        elif is_new or time.monotonic() - began < 25:
            # Later than REFRESH_REUSE_SECONDS a repeat ends the family, as it has to.
            self._ledger.surprise(f"refresh: {answer.status} {answer.body[:120]!r}")

    def _take(self, family: Family, presented: str, answer: Answer) -> None:
        tokens = answer.json
        family.access_token = tokens["access_token"]
        family.refresh_token = tokens["refresh_token"]
        self._ledger.spend(presented, family.access_token)

    def _revoke(self) -> None:
        usable = [each for each in self._families if not (each.is_revoked or each.is_doubtful)]
        if usable:
            self._revoke_family(self._chance.choice(usable), is_new=True)

    def _revoke_family(self, family: Family, *, is_new: bool = False) -> None:
        family.is_doubtful = True
        try:
            answer = self._token("revoke", {"token": family.refresh_token}, "/oauth/revoke")
        except Failed:
            if is_new:
                self._unanswered.append(("revoke_family", family))
            raise
        family.is_doubtful = False
        family.is_revoked = self._expect(answer, 200, "revoke")
        if family.is_revoked:
            self._expect_end_of(family)

    def _expect_end_of(self, family: Family) -> None:
        """A token ends with the acknowledgement, whatever else broke."""
        headers = {"Authorization": f"Bearer {family.access_token}"}
        answer = self._program.get("revoked", "/api/v1/me", **headers)
        self._expect(answer, 401, "a revoked token")

    def _token(self, act: str, fields: dict[str, str], path: str = "/oauth/token") -> Answer:
        account = self._account
        known = {"client_id": account.client_id, "client_secret": account.client_secret}
        return self._program.post_form(act, path, {**fields, **known})

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._account.token}"}

    def _expect(self, answer: Answer, status: int, act: str) -> bool:
        if answer.status != status:
            self._ledger.surprise(f"{act}: {answer.status} {answer.body[:160]!r}")
        return answer.status == status
