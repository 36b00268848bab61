-- +goose Up
CREATE TABLE accounts (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    administrator INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE meetings (
    id                 TEXT PRIMARY KEY,
    owner_id           TEXT NOT NULL REFERENCES accounts,
    name               TEXT NOT NULL,
    guest_code         TEXT NOT NULL,
    -- guest_key is guest_code without dashes: what a guest who typed the link is looked up by.
    guest_key          TEXT NOT NULL UNIQUE,
    guest_policy       TEXT NOT NULL,
    remembered         TEXT NOT NULL DEFAULT '',
    recorded           INTEGER NOT NULL,
    attendee_password  TEXT NOT NULL,
    moderator_password TEXT NOT NULL,
    created_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX meetings_by_owner ON meetings (owner_id, name);

-- Times are microseconds since 1970, 0 for none.
CREATE TABLE guests (
    place           INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE,
    meeting_id      TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE,
    token_hash      BLOB NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    state           TEXT NOT NULL,
    knocked_at      INTEGER NOT NULL,
    consent_at      INTEGER NOT NULL,
    decided_at      INTEGER NOT NULL,
    decided_by_id   TEXT NOT NULL,
    decided_by_name TEXT NOT NULL,
    reason          TEXT NOT NULL
) STRICT;
CREATE INDEX guests_by_state ON guests (state, meeting_id, place);

-- +goose Down
DROP TABLE guests;
DROP TABLE meetings;
DROP TABLE sessions;
DROP TABLE accounts;
