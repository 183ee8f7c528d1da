"""A client's lifecycle: its statuses, who may use it in each, and the changes between them."""

import json

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail, origin
from app.models.clients import client_status
from app.models.clients.client_metadata import UNNAMED
from app.models.clients.client_protocol import ClientProtocol
from app.models.clients.client_standards import ClientStandards
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.client_ownership import ClientOwnership
from app.models.clients.icons.reviewed_icon import ReviewedIcon
from app.models.values import clock, scopes

TIME_TO_UNDO = 7 * 86_400  # seconds after a deletion


class ClientLife(ReviewedIcon, ClientOwnership, ClientStandards, ClientProtocol):
    """What operators review, and what they and the client's developer decide about it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(200), index=True)  # equal for look-alikes
    description: Mapped[str] = mapped_column(String(300), default="")
    website: Mapped[str] = mapped_column(String(500), default="")
    profile: Mapped[str] = mapped_column(String(20))
    runs_on: Mapped[str] = mapped_column(String(10))  # server, browser, phone or desktop
    status: Mapped[str] = mapped_column(String(10), default=Status.LIVE)
    status_reason: Mapped[str | None] = mapped_column(Text)  # of a suspension or refusal
    waiting_since: Mapped[int] = mapped_column(default=lambda: clock.now())  # for a review
    # The key of the name at the last approval. It stays its own while a change waits for review.
    reviewed_name_key: Mapped[str | None] = mapped_column(String(200))
    approved_facts: Mapped[str | None] = mapped_column(Text)  # JSON, as they were at that time
    review_question: Mapped[str | None] = mapped_column(Text)
    review_answer: Mapped[str | None] = mapped_column(Text)
    # portal, rest, dcr, open, document or personal
    source: Mapped[str] = mapped_column(String(10), default="portal")
    document_digest: Mapped[str | None] = mapped_column(String(64))  # as it was read last
    document_fresh_until: Mapped[int | None]
    deleted_at: Mapped[int | None]
    status_before_deletion: Mapped[str | None] = mapped_column(String(10))

    @property
    def is_live(self) -> bool:
        """Whether every user may authorize it."""
        return self.status == Status.LIVE

    @property
    def is_usable(self) -> bool:
        """Whether it may send requests: live, or pending while its developer tries it."""
        return client_status.is_usable(self.status)

    @property
    def is_reviewed(self) -> bool:
        """Whether an operator has approved it as it is now."""
        return self.reviewed_at is not None

    @property
    def owns_its_name(self) -> bool:
        """Whether an operator has approved it under its present name."""
        return self.reviewed_name_key == self.name_key

    @property
    def is_vouched_for(self) -> bool:
        """Whether a developer's account or an operator's review vouches for where it answers."""
        return self.source == "portal" or self.is_reviewed

    def is_available_to(self, user: User | None) -> bool:
        """Whether ``user`` may authorize it; None: whether it may act for itself."""
        is_own = self.status == Status.PENDING and self.has_person(user)
        return client_status.is_available(self.status, is_own=is_own)

    def hold(self) -> None:
        """Reload the row and lock it until the commit.

        Otherwise an approval could apply to a change that its operator has not seen.
        """
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        db.session.expire(self, ["redirect_uris"])

    def allow(self, names: frozenset[str]) -> None:
        """Set the ceiling of its scopes; a client that gains permissions is reviewed again."""
        before = scopes.permissions(scopes.parse(self.scopes))
        if scopes.permissions(names) - before:
            self.forget_review()
        self.scopes = scopes.dump(names)

    def facts(self) -> dict[str, list[str]]:
        """What an operator decides about, by name, each a list of values; empty ones are absent."""
        return {
            "name": [self.name],
            "redirect_uris": self.registered_uris(),
            "scopes": sorted(scopes.parse(self.scopes)),
            "website": [self.website] if self.website else [],
            "description": [self.description] if self.description else [],
            "runs_on": [self.runs_on],
            "profile": [self.profile],
            "icon": [self.own_icon_name] if self.own_icon_name else [],
        }

    def facts_json(self) -> str:
        """The facts as text, to keep with an approval."""
        return json.dumps(self.facts(), ensure_ascii=False, sort_keys=True)

    def review(self) -> None:
        """Approve its present facts; a client that was pending or refused goes live."""
        self.approve_icon()
        self.reviewed_at, self.approved_facts = clock.now(), self.facts_json()
        if self.name != UNNAMED:
            self.reviewed_name_key = self.name_key
        self.review_question = self.review_answer = None
        if self.status in {Status.PENDING, Status.REFUSED}:
            self._turn(Status.LIVE)
        by_user = origin.current().actor_id is not None
        audit_trail.record("client.approved" if by_user else "client.reviewed", client=self)

    def ask(self, question: str) -> None:
        """Show ``question`` to its developer; its status stays as it is."""
        self.review_question, self.review_answer = question, None
        audit_trail.record("client.asked", client=self, question=question)

    def answer(self, answer: str) -> None:
        """Show operators the developer's answer to their question."""
        self.review_answer = answer
        audit_trail.record("client.answered", client=self, answer=answer)

    def forget_review(self) -> None:
        """Queue it for another review: it has changed since it was approved."""
        self.waiting_since, self.reviewed_at = clock.now(), None

    def refuse(self, reason: str) -> None:
        """Block it for every user; its developer sees ``reason`` and may request another review."""
        self._turn(Status.REFUSED, reason)
        self.review_question = self.review_answer = None
        audit_trail.record("client.refused", client=self, reason=reason)

    def ask_again(self) -> None:
        """Put a refused client back at the end of the queue."""
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
        """Invalidate all its credentials at once; after TIME_TO_UNDO only a tombstone is kept.

        Its secrets are kept until then, so that undoing restores everything; they do not
        authenticate a deleted client.
        """
        self.status_before_deletion, self.status = self.status, Status.DELETED
        self.deleted_at = clock.now()
        audit_trail.record("client.deleted", client=self, name=self.name)

    @property
    def can_be_undeleted(self) -> bool:
        """Whether it was deleted so recently that this can be undone."""
        return is_undeletable(self.status, self.status_before_deletion, self.deleted_at)

    def undelete(self) -> None:
        """Restore its former status: a suspended client is suspended again."""
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
