"""The tables of our SQLite files, as migrations forward."""

_RECORDS = """
    CREATE TABLE records (
        partition TEXT NOT NULL,
        sort TEXT NOT NULL,
        value BLOB NOT NULL,
        version INTEGER NOT NULL,
        user_id TEXT,
        written_at REAL NOT NULL,
        expires_at REAL,
        PRIMARY KEY (partition, sort)
    ) WITHOUT ROWID;
    CREATE INDEX records_by_user ON records (user_id, written_at) WHERE user_id IS NOT NULL;
    CREATE INDEX records_by_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
"""
_EVENTS = """
    CREATE TABLE events (
        session_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        type TEXT NOT NULL,
        data BLOB NOT NULL,
        run_id TEXT,
        timestamp REAL NOT NULL,
        PRIMARY KEY (session_id, seq)
    ) WITHOUT ROWID;
"""
_CHECKPOINTS = """
    CREATE TABLE checkpoints (
        thread_id TEXT NOT NULL,
        namespace TEXT NOT NULL,
        checkpoint_id TEXT NOT NULL,
        parent_id TEXT,
        run_id TEXT,
        type TEXT NOT NULL,
        value BLOB NOT NULL,
        metadata TEXT NOT NULL,
        versions TEXT NOT NULL,
        PRIMARY KEY (thread_id, namespace, checkpoint_id)
    ) WITHOUT ROWID;
    CREATE INDEX checkpoints_by_run ON checkpoints (run_id) WHERE run_id IS NOT NULL;
    CREATE TABLE checkpoint_values (
        thread_id TEXT NOT NULL,
        namespace TEXT NOT NULL,
        channel TEXT NOT NULL,
        version TEXT NOT NULL,
        type TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (thread_id, namespace, channel, version)
    ) WITHOUT ROWID;
    CREATE TABLE checkpoint_writes (
        thread_id TEXT NOT NULL,
        namespace TEXT NOT NULL,
        checkpoint_id TEXT NOT NULL,
        task_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        task_path TEXT NOT NULL,
        channel TEXT NOT NULL,
        type TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (thread_id, namespace, checkpoint_id, task_id, position)
    ) WITHOUT ROWID;
"""

_QUOTAS = """
    CREATE TABLE quotas (
        account TEXT NOT NULL,
        resets_at REAL NOT NULL,
        taken INTEGER NOT NULL,
        PRIMARY KEY (account, resets_at)
    ) WITHOUT ROWID;
"""

_SPENDING = """
    CREATE TABLE model_spending (
        scope TEXT NOT NULL,
        key TEXT NOT NULL,
        expires_at REAL NOT NULL,
        tokens INTEGER NOT NULL,
        micros INTEGER NOT NULL,
        PRIMARY KEY (scope, key)
    ) WITHOUT ROWID;
    CREATE INDEX model_spending_by_expiry ON model_spending (expires_at);
    CREATE TABLE prompt_outcomes (
        prompt TEXT NOT NULL,
        version TEXT NOT NULL,
        outcome TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (prompt, version, outcome)
    ) WITHOUT ROWID;
"""

_SELLER_TOKENS = """
    CREATE TABLE seller_tokens (
        user_id TEXT NOT NULL,
        marketplace TEXT NOT NULL,
        value BLOB NOT NULL,
        version INTEGER NOT NULL,
        PRIMARY KEY (user_id, marketplace)
    ) WITHOUT ROWID;
"""

MIGRATIONS = (_RECORDS + _EVENTS, _CHECKPOINTS)
"""Schema of the file that records, events and checkpoints share."""

RECORD_MIGRATIONS = (_RECORDS,)
"""Schema of a file that holds records only."""

QUOTA_MIGRATIONS = (_QUOTAS,)
"""Schema of the file in which calls of a day are counted."""

SPENDING_MIGRATIONS = (_SPENDING,)
"""Schema of the file in which what models took, and how prompts fared, is counted."""

SELLER_TOKEN_MIGRATIONS = (_SELLER_TOKENS,)
"""Schema of the file in which the accounts of sellers are kept, encrypted."""
