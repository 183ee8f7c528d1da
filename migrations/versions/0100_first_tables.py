"""The first tables, as the models describe them."""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "request_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("token_end", sa.String(length=4), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_line")),
    )
    op.create_index(op.f("ix_request_line_at"), "request_line", ["at"], unique=False)
    op.create_index(
        "ix_request_line_newest", "request_line", ["client_id", "at", "id"], unique=False
    )
    op.create_index("ix_request_line_request_id", "request_line", ["request_id"], unique=False)

    op.create_table(
        "secret_handover",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("masked", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_secret_handover")),
    )
    op.create_table(
        "usage_counter",
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("status", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("logged", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("took_2", sa.BigInteger(), nullable=False),
        sa.Column("took_4", sa.BigInteger(), nullable=False),
        sa.Column("took_8", sa.BigInteger(), nullable=False),
        sa.Column("took_16", sa.BigInteger(), nullable=False),
        sa.Column("took_32", sa.BigInteger(), nullable=False),
        sa.Column("took_64", sa.BigInteger(), nullable=False),
        sa.Column("took_125", sa.BigInteger(), nullable=False),
        sa.Column("took_250", sa.BigInteger(), nullable=False),
        sa.Column("took_500", sa.BigInteger(), nullable=False),
        sa.Column("took_1000", sa.BigInteger(), nullable=False),
        sa.Column("took_2500", sa.BigInteger(), nullable=False),
        sa.Column("took_10000", sa.BigInteger(), nullable=False),
        sa.Column("took_longer", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "client_id",
            "hour",
            "grant_id",
            "team_id",
            "endpoint",
            "status",
            name=op.f("pk_usage_counter"),
        ),
    )
    op.create_index(
        "ix_usage_counter_grant_id", "usage_counter", ["grant_id", "hour"], unique=False
    )
    op.create_index(op.f("ix_usage_counter_hour"), "usage_counter", ["hour"], unique=False)

    op.create_table(
        "usage_hour",
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("status", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("logged", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("took_2", sa.BigInteger(), nullable=False),
        sa.Column("took_4", sa.BigInteger(), nullable=False),
        sa.Column("took_8", sa.BigInteger(), nullable=False),
        sa.Column("took_16", sa.BigInteger(), nullable=False),
        sa.Column("took_32", sa.BigInteger(), nullable=False),
        sa.Column("took_64", sa.BigInteger(), nullable=False),
        sa.Column("took_125", sa.BigInteger(), nullable=False),
        sa.Column("took_250", sa.BigInteger(), nullable=False),
        sa.Column("took_500", sa.BigInteger(), nullable=False),
        sa.Column("took_1000", sa.BigInteger(), nullable=False),
        sa.Column("took_2500", sa.BigInteger(), nullable=False),
        sa.Column("took_10000", sa.BigInteger(), nullable=False),
        sa.Column("took_longer", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "client_id", "hour", "endpoint", "status", name=op.f("pk_usage_hour")
        ),
    )
    op.create_index(op.f("ix_usage_hour_hour"), "usage_hour", ["hour"], unique=False)

    op.create_table(
        "usage_total",
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("status", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("logged", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("took_2", sa.BigInteger(), nullable=False),
        sa.Column("took_4", sa.BigInteger(), nullable=False),
        sa.Column("took_8", sa.BigInteger(), nullable=False),
        sa.Column("took_16", sa.BigInteger(), nullable=False),
        sa.Column("took_32", sa.BigInteger(), nullable=False),
        sa.Column("took_64", sa.BigInteger(), nullable=False),
        sa.Column("took_125", sa.BigInteger(), nullable=False),
        sa.Column("took_250", sa.BigInteger(), nullable=False),
        sa.Column("took_500", sa.BigInteger(), nullable=False),
        sa.Column("took_1000", sa.BigInteger(), nullable=False),
        sa.Column("took_2500", sa.BigInteger(), nullable=False),
        sa.Column("took_10000", sa.BigInteger(), nullable=False),
        sa.Column("took_longer", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint", "status", name=op.f("pk_usage_total")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("verified_at", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_account_public_id")),
    )
    op.create_index(
        "ix_user_account_disabled",
        "user_account",
        ["id"],
        unique=False,
        sqlite_where=sa.text("disabled_at IS NOT NULL"),
        postgresql_where=sa.text("disabled_at IS NOT NULL"),
    )
    op.create_index(
        "ix_user_account_operator",
        "user_account",
        ["id"],
        unique=False,
        sqlite_where=sa.text("is_operator = 1"),
        postgresql_where=sa.text("is_operator"),
    )

    op.create_table(
        "browser_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.Integer(), nullable=False),
        sa.Column("password_proved_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_browser_session_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_session")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_browser_session_key_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_browser_session_public_id")),
    )
    op.create_index(
        op.f("ix_browser_session_user_id"), "browser_session", ["user_id"], unique=False
    )

    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("logo_url", sa.String(length=500), nullable=False),
        sa.Column("contacts", sa.String(length=500), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("runs_on", sa.String(length=10), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("waiting_since", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.Integer(), nullable=True),
        sa.Column("approved_facts", sa.Text(), nullable=True),
        sa.Column("review_question", sa.Text(), nullable=True),
        sa.Column("review_answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.Column("status_before_deletion", sa.String(length=10), nullable=True),
        sa.Column("identity_changed_at", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("default_scopes", sa.String(length=300), nullable=False),
        sa.Column("grant_types", sa.String(length=200), nullable=False),
        sa.Column("access_token_lifetime", sa.Integer(), nullable=False),
        sa.Column("refresh_token_lifetime", sa.Integer(), nullable=False),
        sa.Column("redirect_uri_optional", sa.Boolean(), nullable=False),
        sa.Column("replay_ends_tokens", sa.Boolean(), nullable=False),
        sa.Column("token_in_query", sa.Boolean(), nullable=False),
        sa.Column("direct_token", sa.Boolean(), nullable=False),
        sa.Column("state_required", sa.Boolean(), nullable=False),
        sa.Column("pkce_required", sa.Boolean(), nullable=False),
        sa.Column("silent_reapproval", sa.Boolean(), nullable=False),
        sa.Column("sends_iss", sa.Boolean(), nullable=False),
        sa.Column("redirects_errors", sa.Boolean(), nullable=False),
        sa.Column("several_teams", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_client_owner_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("client_id", name=op.f("uq_client_client_id")),
    )
    op.create_index(op.f("ix_client_name_key"), "client", ["name_key"], unique=False)
    op.create_index("ix_client_owner_id", "client", ["owner_id", "id"], unique=False)
    op.create_index("ix_client_status", "client", ["status", "id"], unique=False)
    op.create_index(
        "ix_client_waiting",
        "client",
        ["status", "waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("reviewed_at IS NULL"),
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )

    op.create_table(
        "consent_decision",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_consent_decision_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_consent_decision")),
    )
    op.create_index(
        op.f("ix_consent_decision_decided_at"), "consent_decision", ["decided_at"], unique=False
    )

    op.create_table(
        "email_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_email_confirmation_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_confirmation")),
        sa.UniqueConstraint("digest", name=op.f("uq_email_confirmation_digest")),
    )
    op.create_index(
        op.f("ix_email_confirmation_user_id"), "email_confirmation", ["user_id"], unique=False
    )

    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_password_reset_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("digest", name=op.f("uq_password_reset_digest")),
    )
    op.create_index(op.f("ix_password_reset_user_id"), "password_reset", ["user_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("change_seq", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.Column("sandbox_of_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sandbox_of_id"], ["user_account.id"], name=op.f("fk_team_sandbox_of_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("public_id", name=op.f("uq_team_public_id")),
        sa.UniqueConstraint("sandbox_of_id", name=op.f("uq_team_sandbox_of_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_team_slug")),
    )
    op.create_table(
        "calendar_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("last_tried_at", sa.Integer(), nullable=True),
        sa.Column("last_succeeded_at", sa.Integer(), nullable=True),
        sa.Column("next_try_at", sa.Integer(), nullable=False),
        sa.Column("leased_until_at", sa.Integer(), nullable=True),
        sa.Column("failing_since_at", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=400), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=200), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("report_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_calendar_subscription_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_calendar_subscription_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_subscription")),
        sa.UniqueConstraint("public_id", name=op.f("uq_calendar_subscription_public_id")),
    )
    op.create_index(
        op.f("ix_calendar_subscription_next_try_at"),
        "calendar_subscription",
        ["next_try_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_calendar_subscription_team_id"), "calendar_subscription", ["team_id"], unique=False
    )

    op.create_table(
        "client_secret",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("not_after", sa.Integer(), nullable=True),
        sa.Column("last_used_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_secret_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_client_secret_created_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_secret")),
        sa.UniqueConstraint("digest", name=op.f("uq_client_secret_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_client_secret_public_id")),
    )
    op.create_index(
        op.f("ix_client_secret_client_id"), "client_secret", ["client_id"], unique=False
    )

    op.create_table(
        "client_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_transfer_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["offered_by_id"],
            ["user_account.id"],
            name=op.f("fk_client_transfer_offered_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_transfer")),
        sa.UniqueConstraint("digest", name=op.f("uq_client_transfer_digest")),
    )
    op.create_index(
        op.f("ix_client_transfer_client_id"), "client_transfer", ["client_id"], unique=False
    )
    op.create_index(
        op.f("ix_client_transfer_expires_at"), "client_transfer", ["expires_at"], unique=False
    )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=True),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("start_local", sa.DateTime(), nullable=False),
        sa.Column("end_local", sa.DateTime(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("venue_name", sa.String(length=200), nullable=True),
        sa.Column("venue_address", sa.String(length=300), nullable=True),
        sa.Column("venue_city", sa.String(length=200), nullable=True),
        sa.Column("venue_country", sa.String(length=2), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("online_url", sa.Text(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("external_ref", sa.String(length=255), nullable=True),
        sa.Column("tags_json", sa.Text(), nullable=False),
        sa.Column("recurrence_json", sa.Text(), nullable=True),
        sa.Column("overrides_json", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("change_seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.Column("was_shared", sa.Boolean(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("added_via_id", sa.Integer(), nullable=True),
        sa.Column("updated_via_id", sa.Integer(), nullable=True),
        sa.Column("rendered", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("last_ends_at", sa.BigInteger(), nullable=True),
        sa.Column("rule_end_local", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_via_id"], ["client.id"], name=op.f("fk_event_added_via_id_client")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_event_team_id_team")),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["user_account.id"], name=op.f("fk_event_updated_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["updated_via_id"], ["client.id"], name=op.f("fk_event_updated_via_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("public_id", name=op.f("uq_event_public_id")),
        sa.UniqueConstraint("team_id", "slug", name=op.f("uq_event_team_id_slug")),
        sa.UniqueConstraint("team_id", "uid", name=op.f("uq_event_team_id_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_event_external_ref",
        "event",
        ["team_id", "added_via_id", "external_ref"],
        unique=True,
        sqlite_where=sa.text("external_ref IS NOT NULL"),
        postgresql_where=sa.text("external_ref IS NOT NULL"),
    )
    op.create_index(
        "ix_event_feed",
        "event",
        ["team_id", "starts_at", "id"],
        unique=False,
        sqlite_where=sa.text(
            "deleted_at IS NULL AND status <> 'draft' AND visibility <> 'private'"
        ),
        postgresql_where=sa.text(
            "deleted_at IS NULL AND status <> 'draft' AND visibility <> 'private'"
        ),
    )
    op.create_index(
        "ix_event_public",
        "event",
        ["starts_at", "id"],
        unique=False,
        sqlite_where=sa.text(
            "deleted_at IS NULL AND status = 'scheduled' AND visibility = 'public'"
        ),
        postgresql_where=sa.text(
            "deleted_at IS NULL AND status = 'scheduled' AND visibility = 'public'"
        ),
    )
    op.create_index(
        "ix_event_series",
        "event",
        ["team_id", "starts_at", "id"],
        unique=False,
        sqlite_where=sa.text(
            "deleted_at IS NULL AND status <> 'draft' AND visibility <> 'private' AND recurrence_json IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "deleted_at IS NULL AND status <> 'draft' AND visibility <> 'private' AND recurrence_json IS NOT NULL"
        ),
    )
    op.create_index("ix_event_slug", "event", ["slug"], unique=False)
    op.create_index(
        "ix_event_stream",
        "event",
        ["team_id", "change_seq"],
        unique=True,
        sqlite_where=sa.text("was_shared"),
        postgresql_where=sa.text("was_shared"),
    )
    op.create_index("ix_event_team_start", "event", ["team_id", "starts_at", "id"], unique=False)
    op.create_index("ix_event_team_updated", "event", ["team_id", "updated_at"], unique=False)

    op.create_table(
        "flow_failure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("facts_json", sa.Text(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("likeness", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_flow_failure_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_failure")),
    )
    op.create_index(op.f("ix_flow_failure_last_at"), "flow_failure", ["last_at"], unique=False)
    op.create_index(
        "ix_flow_failure_newest", "flow_failure", ["client_id", "last_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_flow_failure_request_id"), "flow_failure", ["request_id"], unique=False
    )
    op.create_index(
        "ix_flow_failure_same", "flow_failure", ["client_id", "likeness", "last_at"], unique=False
    )

    op.create_table(
        "former_team_slug",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_former_team_slug_team_id_team")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_team_slug")),
    )
    op.create_index(
        op.f("ix_former_team_slug_team_id"), "former_team_slug", ["team_id"], unique=False
    )

    op.create_table(
        "grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("team_key", sa.Text(), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("last_used_at", sa.Integer(), nullable=True),
        sa.Column("last_used_address", sa.String(length=64), nullable=True),
        sa.Column("last_used_agent", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_grant_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_grant_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
        sa.UniqueConstraint("public_id", name=op.f("uq_grant_public_id")),
    )
    op.create_index("ix_grant_user_id", "grant", ["user_id", "approved_at", "id"], unique=False)
    op.create_index(
        "uq_grant_active",
        "grant",
        ["client_id", "user_id", "team_key"],
        unique=True,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id_team")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(
        "ix_membership_team",
        "membership",
        ["team_id", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_membership_user_id", "membership", ["user_id", "id"], unique=False)
    op.create_index(
        "uq_membership_present",
        "membership",
        ["team_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "owner_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_owner_request_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_owner_request_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_owner_request_team_id_team")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_owner_request_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_owner_request_public_id")),
    )
    op.create_index(
        op.f("ix_owner_request_created_at"), "owner_request", ["created_at"], unique=False
    )
    op.create_index("ix_owner_request_team_id", "owner_request", ["team_id"], unique=False)
    op.create_index(
        "ix_owner_request_user_id", "owner_request", ["user_id", "created_at"], unique=False
    )
    op.create_index(
        "uq_owner_request_open",
        "owner_request",
        ["client_id", "team_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "redirect_uri",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("uri", sa.String(length=2000), nullable=False),
        sa.Column("last_used_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_redirect_uri_client_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirect_uri")),
        sa.UniqueConstraint("client_id", "uri", name=op.f("uq_redirect_uri_client_id_uri")),
    )
    op.create_index(op.f("ix_redirect_uri_client_id"), "redirect_uri", ["client_id"], unique=False)

    op.create_table(
        "team_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["user_account.id"],
            name=op.f("fk_team_invitation_invited_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_invitation_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_team_invitation_digest")),
    )
    op.create_index(
        op.f("ix_team_invitation_team_id"), "team_invitation", ["team_id"], unique=False
    )

    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_audit_event_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_audit_event_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_audit_event_grant_id_grant")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["user_account.id"], name=op.f("fk_audit_event_subject_id_user_account")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_audit_event_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_action", "audit_event", ["action", "at", "id"], unique=False)
    op.create_index(
        "ix_audit_event_actor_id", "audit_event", ["actor_id", "at", "id"], unique=False
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at", "id"], unique=False)
    op.create_index(
        "ix_audit_event_client_id", "audit_event", ["client_id", "at", "id"], unique=False
    )
    op.create_index(
        "ix_audit_event_client_itself",
        "audit_event",
        ["client_id", "at", "id"],
        unique=False,
        sqlite_where=sa.text("grant_id IS NULL"),
        postgresql_where=sa.text("grant_id IS NULL"),
    )
    op.create_index(
        "ix_audit_event_grant_id", "audit_event", ["grant_id", "at", "id"], unique=False
    )
    op.create_index(
        "ix_audit_event_subject_id", "audit_event", ["subject_id", "at", "id"], unique=False
    )
    op.create_index("ix_audit_event_team_id", "audit_event", ["team_id", "at", "id"], unique=False)

    op.create_table(
        "event_image",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_image_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_image")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_image_event_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_event_image_public_id")),
    )
    op.create_table(
        "event_tombstone",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.Integer(), nullable=False),
        sa.Column("seen_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_tombstone_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_event_tombstone_team_id_team")
        ),
        sa.PrimaryKeyConstraint("event_id", "audience", name=op.f("pk_event_tombstone")),
    )
    op.create_index(
        "ix_event_tombstone_feed",
        "event_tombstone",
        ["team_id", "audience", "left_at"],
        unique=False,
    )
    op.create_index("ix_event_tombstone_left_at", "event_tombstone", ["left_at"], unique=False)

    op.create_table(
        "feed_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("tag", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.Integer(), nullable=True),
        sa.Column("last_used_at", sa.Integer(), nullable=True),
        sa.Column("last_used_address", sa.String(length=64), nullable=True),
        sa.Column("last_used_agent", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_feed_link_grant_id_grant")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_feed_link_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_feed_link_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_link_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feed_link_public_id")),
    )
    op.create_index("ix_feed_link_grant_id", "feed_link", ["grant_id", "id"], unique=False)
    op.create_index(
        op.f("ix_feed_link_membership_id"), "feed_link", ["membership_id"], unique=False
    )
    op.create_index(op.f("ix_feed_link_revoked_at"), "feed_link", ["revoked_at"], unique=False)
    op.create_index("ix_feed_link_team_id", "feed_link", ["team_id", "id"], unique=False)

    op.create_table(
        "grant_team",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_grant_team_grant_id_grant")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_grant_team_team_id_team")),
        sa.PrimaryKeyConstraint("grant_id", "team_id", name=op.f("pk_grant_team")),
    )
    op.create_index("ix_grant_team_team_id", "grant_team", ["team_id", "grant_id"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers_json", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_idempotency_key_grant_id_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("grant_id", "digest", name=op.f("uq_idempotency_key_grant_id_digest")),
    )
    op.create_index(
        op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"], unique=False
    )

    op.create_table(
        "subscribed_event",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("status_before", sa.String(length=10), nullable=True),
        sa.Column("missing_since_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_subscribed_event_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["calendar_subscription.id"],
            name=op.f("fk_subscribed_event_subscription_id_calendar_subscription"),
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_subscribed_event")),
    )
    op.create_index(
        op.f("ix_subscribed_event_subscription_id"),
        "subscribed_event",
        ["subscription_id"],
        unique=False,
    )

    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_ticket_event_id_event")),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["user_account.id"], name=op.f("fk_ticket_holder_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_ticket_code_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ticket_public_id")),
    )
    op.create_index(op.f("ix_ticket_event_id"), "ticket", ["event_id"], unique=False)
    op.create_index(op.f("ix_ticket_holder_id"), "ticket", ["holder_id"], unique=False)

    op.create_table(
        "token_family",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_token_family_grant_id_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_family")),
    )
    op.create_index(op.f("ix_token_family_grant_id"), "token_family", ["grant_id"], unique=False)

    op.create_table(
        "authorization_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("redirect_uri_given", sa.Boolean(), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("code_challenge", sa.String(length=128), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.Integer(), nullable=True),
        sa.Column("family_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_authorization_code_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["family_id"],
            ["token_family.id"],
            name=op.f("fk_authorization_code_family_id_token_family"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_authorization_code_grant_id_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorization_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_authorization_code_digest")),
    )
    op.create_index(
        op.f("ix_authorization_code_client_id"), "authorization_code", ["client_id"], unique=False
    )
    op.create_index(
        op.f("ix_authorization_code_grant_id"), "authorization_code", ["grant_id"], unique=False
    )

    op.create_table(
        "refresh_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("family_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("issued_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("spent_at", sa.Integer(), nullable=True),
        sa.Column("successor_nonce", sa.String(length=43), nullable=True),
        sa.Column("successor_seen_at", sa.Integer(), nullable=True),
        sa.Column("predecessor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["family_id"], ["token_family.id"], name=op.f("fk_refresh_token_family_id_token_family")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["refresh_token.id"],
            name=op.f("fk_refresh_token_predecessor_id_refresh_token"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_refresh_token_digest")),
    )
    op.create_index(
        op.f("ix_refresh_token_family_id"), "refresh_token", ["family_id"], unique=False
    )

    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Integer(), nullable=True),
        sa.Column("scopes", sa.String(length=300), nullable=False),
        sa.Column("issued_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.Integer(), nullable=True),
        sa.Column("unused_successor_of", sa.Integer(), nullable=True),
        sa.Column("ends_older", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["family_id"], ["token_family.id"], name=op.f("fk_access_token_family_id_token_family")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_access_token_grant_id_grant")
        ),
        sa.ForeignKeyConstraint(
            ["unused_successor_of"],
            ["refresh_token.id"],
            name=op.f("fk_access_token_unused_successor_of_refresh_token"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_token_digest")),
    )
    op.create_index(
        op.f("ix_access_token_expires_at"), "access_token", ["expires_at"], unique=False
    )
    op.create_index(op.f("ix_access_token_family_id"), "access_token", ["family_id"], unique=False)
    op.create_index(op.f("ix_access_token_grant_id"), "access_token", ["grant_id"], unique=False)


def downgrade():
    op.drop_table("access_token")
    op.drop_table("refresh_token")
    op.drop_table("authorization_code")
    op.drop_table("token_family")
    op.drop_table("ticket")
    op.drop_table("subscribed_event")
    op.drop_table("idempotency_key")
    op.drop_table("grant_team")
    op.drop_table("feed_link")
    op.drop_table("event_tombstone")
    op.drop_table("event_image")
    op.drop_table("audit_event")
    op.drop_table("team_invitation")
    op.drop_table("redirect_uri")
    op.drop_table("owner_request")
    op.drop_table("membership")
    op.drop_table("grant")
    op.drop_table("former_team_slug")
    op.drop_table("flow_failure")
    op.drop_table("event")
    op.drop_table("client_transfer")
    op.drop_table("client_secret")
    op.drop_table("calendar_subscription")
    op.drop_table("team")
    op.drop_table("password_reset")
    op.drop_table("email_confirmation")
    op.drop_table("consent_decision")
    op.drop_table("client")
    op.drop_table("browser_session")
    op.drop_table("user_account")
    op.drop_table("usage_total")
    op.drop_table("usage_hour")
    op.drop_table("usage_counter")
    op.drop_table("secret_handover")
    op.drop_table("request_line")
