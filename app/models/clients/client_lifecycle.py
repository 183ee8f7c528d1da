"""A client's life: who may use it in each status, and the acts that change the status."""

from typing import TYPE_CHECKING

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail, origin
from app.models.clients import client_status
from app.models.clients.client_status import Status
from app.models.values import clock, scopes

TIME_TO_UNDO = 7 * 86_400  # seconds after a deletion


class ClientLife:
    """What operators and the client's own developer decide about it."""

    if TYPE_CHECKING:
        id: int
        name: str
        status: str
        status_reason: str | None
        status_before_deletion: str | None
        deleted_at: int | None
        waiting_since: int
        reviewed_at: int | None
        approved_facts: str | None
        review_question: str | None
        review_answer: str | None
        owner_id: int | None
        scopes: str

        def facts_json(self) -> str: ...  # noqa: D102

    @property
    def is_live(self) -> bool:
        """Whether every user may authorize it."""
        return self.status == Status.LIVE

    @property
    def is_usable(self) -> bool:
        """Whether it may ask at all: live, or waiting while its developer tries it."""
        return self.status in {Status.LIVE, Status.PENDING}

    @property
    def is_reviewed(self) -> bool:
        """Whether an operator has looked at it."""
        return self.reviewed_at is not None

    def is_available_to(self, user: User | None) -> bool:
        """Whether ``user`` may give it tokens; None: whether it may act for itself."""
        return client_status.is_available(self.status, self.owner_id, user and user.id)

    def hold(self) -> None:
        """Read it anew and let nobody else change it until we commit.

        Or an approval could meet a change that its operator has not seen.
        """
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        db.session.expire(self, ["redirect_uris"])

    def allow(self, names: frozenset[str]) -> None:
        """Set what it may ask for at most; one that may do more now is looked at again."""
        before = scopes.permissions(scopes.parse(self.scopes))
        if scopes.permissions(names) - before:
            self.forget_review()
        self.scopes = scopes.dump(names)

    def review(self) -> None:
        """Note that an operator has looked at it; one that waited, or was refused, goes live."""
        self.reviewed_at, self.approved_facts = clock.now(), self.facts_json()
        self.review_question = self.review_answer = None
        if self.status in {Status.PENDING, Status.REFUSED}:
            self._turn(Status.LIVE)
        by_user = origin.current().actor_id is not None
        audit_trail.record("client.approved" if by_user else "client.reviewed", client=self)

    def ask(self, question: str) -> None:
        """Let its developer read ``question``; until an answer comes, nothing else changes."""
        self.review_question, self.review_answer = question, None
        audit_trail.record("client.asked", client=self, question=question)

    def answer(self, words: str) -> None:
        """Let operators read what the developer says to their question."""
        self.review_answer = words
        audit_trail.record("client.answered", client=self, answer=words)

    def forget_review(self) -> None:
        """Put it up for another look: what an operator approved is not what it is now."""
        self.waiting_since, self.reviewed_at = clock.now(), None

    def refuse(self, reason: str) -> None:
        """Let nobody use it; ``reason`` is shown to its developer, who may ask again."""
        self._turn(Status.REFUSED, reason)
        self.review_question = self.review_answer = None
        audit_trail.record("client.refused", client=self, reason=reason)

    def ask_again(self) -> None:
        """Put a refused client back to the end of the queue."""
        self._turn(Status.PENDING)
        self.waiting_since = clock.now()
        audit_trail.record("client.review_asked", client=self)

    def suspend(self, reason: str) -> None:
        """Stop its tokens at once; ``reason`` is shown to its developer and to organizers."""
        self._turn(Status.SUSPENDED, reason)
        audit_trail.record("client.suspended", client=self, reason=reason)

    def restore(self) -> None:
        """Lift a suspension: unrevoked grants work again."""
        self._turn(Status.LIVE)
        audit_trail.record("client.restored", client=self)

    def delete(self) -> None:
        """Stop all it was given at the next request; only a tombstone stays, once undoing is over.

        Its secrets stay until then, so that an undone deletion has changed nothing; nobody
        finds or authenticates a deleted client by them.
        """
        self.status_before_deletion, self.status = self.status, Status.DELETED
        self.deleted_at = clock.now()
        audit_trail.record("client.deleted", client=self, name=self.name)

    @property
    def can_be_undeleted(self) -> bool:
        """Whether its deletion is so young that it can be undone."""
        return is_undeletable(self.status, self.status_before_deletion, self.deleted_at)

    def undelete(self) -> None:
        """Let it be what it was: a suspended client is suspended again."""
        self.status, self.status_before_deletion = self.status_before_deletion or "", None
        self.deleted_at = None
        audit_trail.record("client.undeleted", client=self, name=self.name)

    def _turn(self, status: Status, reason: str | None = None) -> None:
        self.status, self.status_reason = status, reason


def is_undeletable(status: str, status_before: str | None, deleted_at: int | None) -> bool:
    """Whether a client was deleted so recently that this can be undone."""
    return (
        status == Status.DELETED
        and status_before is not None
        and deleted_at is not None
        and clock.now() < deleted_at + TIME_TO_UNDO
    )
