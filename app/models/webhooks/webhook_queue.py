"""How long webhooks wait for a worker: what ``stagedoor check``, /status and /metrics say of it."""

from sqlalchemy import text

from app.extensions import db
from app.models.values import clock

# The times since which healthy webhooks could have been told something. A webhook that had a turn
# meanwhile, or was not to be told before, waits since then.
_WAITING = text(
    """
SELECT w.turn_at, w.due_at, w.state_at, d.created_at AS news_at, 0 AS held_until
  FROM webhook w JOIN client c ON c.id = w.client_id
  JOIN webhook_delivery d ON d.webhook_id = w.id AND d.state = 'pending'
 WHERE w.state = 'active' AND w.failures = 0 AND w.due_at <= :now AND c.status <> 'deleted'
   AND d.id = (SELECT min(e.id) FROM webhook_delivery e
                WHERE e.webhook_id = w.id AND e.state = 'pending')
UNION ALL
SELECT w.turn_at, w.due_at, w.state_at, k.held_until,
       CASE k.stream
       WHEN 'events' THEN (
         SELECT e.updated_at FROM event e
          WHERE e.team_id = k.team_id AND e.change_seq > k.seq ORDER BY e.change_seq LIMIT 1)
       ELSE (
         SELECT s.updated_at FROM ticket s
          WHERE s.team_id = k.team_id AND s.change_seq > k.seq ORDER BY s.change_seq LIMIT 1)
       END
  FROM webhook w JOIN client c ON c.id = w.client_id
  JOIN webhook_cursor k ON k.webhook_id = w.id AND k.held_until <= :now
  JOIN team t ON t.id = k.team_id
 WHERE w.state = 'active' AND w.failures = 0 AND w.due_at <= :now AND c.status <> 'deleted'
   AND (k.stream = 'events' AND t.change_seq > k.seq
        OR k.stream = 'tickets' AND t.booking_seq > k.seq)
"""
)


def age() -> int:
    """For how many seconds the webhook that waits longest has waited for a worker; 0: none does.

    Webhooks that are paused, or whose address refused the last message, wait for other reasons.
    """
    now = clock.now()
    rows = db.session.execute(_WAITING, {"now": now})
    # What is behind by events that were purged is not told of anything: its time is None.
    since = [max(row) for row in rows if None not in row]
    return max(0, now - min(since)) if since else 0
