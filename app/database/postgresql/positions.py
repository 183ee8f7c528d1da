"""Where a primary and its replica are in the log that one writes and the other replays."""

# Of another installation, or left behind by a fail-over: then its positions mean nothing.
ORIGIN = (
    "(SELECT system_identifier FROM pg_control_system()),"
    " (SELECT timeline_id FROM pg_control_checkpoint())"
)
PRIMARY = f"SELECT (pg_current_wal_lsn() - '0/0')::bigint, {ORIGIN}"
# Without a position where the server is no replica.
REPLICA = f"""
    SELECT CASE WHEN pg_is_in_recovery()
        THEN (pg_last_wal_replay_lsn() - '0/0')::bigint END, {ORIGIN}
"""
