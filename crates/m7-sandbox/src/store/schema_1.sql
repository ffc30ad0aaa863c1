-- Version 1. A released version is never edited: what changes goes into the next.

CREATE TABLE accounts (
    id         INTEGER PRIMARY KEY,
    appkey     TEXT NOT NULL UNIQUE,
    secret_key TEXT NOT NULL
) STRICT;

-- The directory of agents, each account's own.
CREATE TABLE agents (
    appkey       TEXT NOT NULL REFERENCES accounts (appkey),
    agent_id     TEXT NOT NULL,
    agent_name   TEXT NOT NULL,
    agent_number TEXT NOT NULL,
    PRIMARY KEY (appkey, agent_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sip_numbers (
    -- In order of creation, which is the order of a list.
    id            INTEGER PRIMARY KEY,
    sip_id        TEXT NOT NULL UNIQUE,
    appkey        TEXT NOT NULL REFERENCES accounts (appkey),
    number        TEXT NOT NULL,
    -- In the clear: the platform's own number-management page shows it, and a registrar needs it.
    password      TEXT NOT NULL,
    is_nat        INTEGER NOT NULL,
    -- A JSON array of codec names.
    coding_format TEXT NOT NULL,
    agent_id      TEXT,
    UNIQUE (appkey, number),
    -- One number an agent; numbers without an agent don't count (NULLs are distinct).
    UNIQUE (appkey, agent_id),
    FOREIGN KEY (appkey, agent_id) REFERENCES agents (appkey, agent_id)
) STRICT;

-- A number is registered while it has a row here.
CREATE TABLE registrations (
    sip_number      INTEGER PRIMARY KEY REFERENCES sip_numbers (id) ON DELETE CASCADE,
    client_url      TEXT NOT NULL,
    register_device TEXT NOT NULL,
    -- Unix milliseconds.
    registered_at   INTEGER NOT NULL
) STRICT;
