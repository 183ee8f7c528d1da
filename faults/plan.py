"""Every fault that is tried, as a table; ``python -m faults`` runs it from top to bottom.

Faults with the same choices are injected into the same installation, one after the other.
"""

from faults.cases import callers, clocks, databases, kills, receivers, redis, replicas
from faults.fault import Fault
from faults.installation import Choices

POSTGRES = Choices()
COUNTED = Choices(settings={"metrics": True})
PAIR = Choices(processes=2)
STANDBY = Choices(has_standby=True)
REPLICA = Choices(has_replica=True)
PROMOTED = Choices(has_standby=True, has_replica=True)
REDIS = Choices(has_redis=True)
SQLITE = Choices(engine="sqlite", servers=1, processes=2)
SMALL_DISK = Choices(engine="sqlite", servers=1, has_small_disk=True)
HOOKS = Choices(settings={"webhook_retries": " ".join(["1"] * 60)})

# Answers while the clock is ahead: tokens and sessions have expired.
EXPIRED = (
    *("read: 401", "add: 401", "change: 401", "connect: ValueError: no code: 303"),
    """exchange: 400 b'{"error":"invalid_grant","error_description":"The code has expired""",
    """refresh: 400 b'{"error":"invalid_grant","error_description":"The refresh_token""",
)
FAULTS = (
    Fault("counts", "nothing; metrics count what callers see", callers.count, COUNTED, allowed=()),
    Fault("stop-server", "a server is told to stop", kills.stop_servers, POSTGRES, allowed=()),
    Fault("kill-server", "a server killed at random points", kills.kill_servers, POSTGRES),
    Fault("kill-process", "a worker process killed", kills.kill_worker_process, POSTGRES),
    Fault("restart", "the database crashes and restarts", databases.restart, POSTGRES),
    Fault("away", "the database is away", databases.stop, POSTGRES),
    Fault("hang", "the database's network hangs", databases.freeze, POSTGRES),
    Fault("cut", "the database's connections end", databases.cut, POSTGRES),
    Fault("lock-table", "statements wait for a lock", databases.lock_table, POSTGRES),
    Fault("slow", "statements are too slow", databases.slow_statements, POSTGRES),
    Fault("kill-worker", "stagedoor work killed", kills.kill_worker, POSTGRES),
    Fault("crowd", "far too many callers", callers.crowd, POSTGRES),
    Fault("slow-bodies", "slow bodies", callers.send_slowly, POSTGRES, allowed=()),
    Fault("leave", "callers leave early", callers.leave, POSTGRES, allowed=()),
    Fault("clock", "the clock jumps", clocks.jump, POSTGRES, explained=EXPIRED),
    Fault("fail-over", "fail-over to the standby", databases.fail_over, STANDBY),
    Fault("replica-ends", "the replica ends and comes back", replicas.end, REPLICA, allowed=()),
    Fault("replica-lags", "the replica falls behind", replicas.fall_behind, REPLICA, allowed=()),
    Fault("replica-hangs", "the replica's network hangs", replicas.freeze, REPLICA, allowed=()),
    Fault("primary-away", "the primary of a replica is away", replicas.lose_primary, REPLICA),
    Fault("promoted", "fail-over to the replica", replicas.promote, PROMOTED),
    Fault("redis-late", "Redis starts after a server", redis.start_without, REDIS, allowed=()),
    Fault("redis-ends", "Redis ends and comes back", redis.kill, REDIS, allowed=()),
    Fault("redis-hangs", "Redis hangs", redis.freeze, REDIS, allowed=()),
    Fault("receivers", "receivers fail", receivers.misbehave, HOOKS, allowed=()),
    Fault("sqlite-kill", "the only server killed, on SQLite", kills.kill_servers, SQLITE),
    Fault(
        "sqlite-writers", "many writers, on SQLite", callers.write_all_at_once, SQLITE, allowed=()
    ),
    Fault("sqlite-lock", "a foreign lock, on SQLite", databases.lock_file, SQLITE),
    Fault("disk-full", "the disk is full, on SQLite", databases.fill_disk, SMALL_DISK),
)
