-- +goose Up
-- One row for each act. Its guests are their places, as JSON: their names stand with the guests, so that whoever is erased there is
-- erased here.
CREATE TABLE decisions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    meeting_id TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    action     TEXT NOT NULL,
    by_id      TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    rule       TEXT NOT NULL,
    guests     TEXT NOT NULL,
    count      INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,
    before     TEXT NOT NULL,
    undoes     INTEGER NOT NULL,
    undone_by  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX decisions_by_meeting ON decisions (meeting_id, id);

CREATE TABLE blocks (
    -- id is that of the decision.
    id         INTEGER PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE,
    device     TEXT NOT NULL,
    account_id TEXT NOT NULL,
    guest_id   TEXT NOT NULL,
    name       TEXT NOT NULL,
    by_id      TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX blocks_by_meeting ON blocks (meeting_id, id);

-- Guests wait in rounds; each meeting has at most one that is open, whose state is 'waiting'. A decision on everyone closes it, with a
-- single row for however many guests: one whose own state is 'waiting' has the state and the decision of its round. Everything else
-- that happens to a guest is in its own row.
CREATE TABLE rounds (
    id          INTEGER PRIMARY KEY,
    meeting_id  TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE,
    state       TEXT NOT NULL DEFAULT 'waiting',
    decision_id INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX rounds_open ON rounds (meeting_id) WHERE state = 'waiting';
INSERT INTO rounds (meeting_id) SELECT id FROM meetings;

-- What moderators set while people wait. A meeting without a row has nothing set.
CREATE TABLE waiting_rooms (
    meeting_id TEXT PRIMARY KEY REFERENCES meetings ON DELETE CASCADE,
    message    TEXT NOT NULL DEFAULT '',
    show_queue INTEGER,
    rules      TEXT NOT NULL DEFAULT '{}',
    -- timed says that the rules have times at which something happens.
    timed      INTEGER NOT NULL DEFAULT FALSE,
    ended_at   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- A guest's decision moves to the log.
ALTER TABLE guests ADD COLUMN decision_id INTEGER NOT NULL DEFAULT 0;
INSERT INTO decisions (id, meeting_id, at, action, by_id, by_name, rule, guests, count, reason, detail, before, undoes)
    SELECT place, meeting_id, decided_at, iif(state = 'denied', 'deny', 'allow'), decided_by_id, decided_by_name,
        iif(decided_by_id = '', 'policy', ''), '[' || place || ']', 1, reason, '', '', 0
    FROM guests WHERE decided_at > 0;
UPDATE guests SET decision_id = place WHERE decided_at > 0;
ALTER TABLE guests DROP COLUMN decided_at;
ALTER TABLE guests DROP COLUMN decided_by_id;
ALTER TABLE guests DROP COLUMN decided_by_name;
ALTER TABLE guests DROP COLUMN reason;
ALTER TABLE guests ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
UPDATE guests SET round = rounds.id FROM rounds WHERE rounds.meeting_id = guests.meeting_id;
-- likeness is what the name looks like at a glance; see lobby/names.
ALTER TABLE guests ADD COLUMN likeness TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN asked_name TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN consent_version TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN terms_version TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN invited TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN flags TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN message TEXT NOT NULL DEFAULT '';
DROP INDEX guests_by_state;
CREATE INDEX guests_by_state ON guests (state, meeting_id, round, place);
CREATE INDEX guests_by_device ON guests (meeting_id, device) WHERE device <> '';
CREATE INDEX guests_by_account ON guests (meeting_id, account_id) WHERE account_id <> '';
CREATE INDEX guests_by_likeness ON guests (meeting_id, likeness);

-- +goose Down
DROP INDEX guests_by_device;
DROP INDEX guests_by_account;
DROP INDEX guests_by_likeness;
DROP INDEX guests_by_state;
UPDATE guests SET state = rounds.state, decision_id = rounds.decision_id FROM rounds
    WHERE rounds.id = round AND guests.state = 'waiting' AND rounds.state <> 'waiting';
CREATE INDEX guests_by_state ON guests (state, meeting_id, place);
ALTER TABLE guests DROP COLUMN round;
ALTER TABLE guests DROP COLUMN message;
ALTER TABLE guests DROP COLUMN flags;
ALTER TABLE guests DROP COLUMN account_id;
ALTER TABLE guests DROP COLUMN device;
ALTER TABLE guests DROP COLUMN invited;
ALTER TABLE guests DROP COLUMN terms_version;
ALTER TABLE guests DROP COLUMN consent_version;
ALTER TABLE guests DROP COLUMN role;
ALTER TABLE guests DROP COLUMN asked_name;
ALTER TABLE guests DROP COLUMN likeness;
ALTER TABLE guests ADD COLUMN decided_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE guests ADD COLUMN decided_by_id TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN decided_by_name TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN reason TEXT NOT NULL DEFAULT '';
UPDATE guests SET decided_at = decisions.at, decided_by_id = by_id, decided_by_name = by_name, reason = decisions.reason
    FROM decisions WHERE decisions.id = decision_id;
ALTER TABLE guests DROP COLUMN decision_id;
DROP TABLE waiting_rooms;
DROP TABLE rounds;
DROP TABLE blocks;
DROP TABLE decisions;
