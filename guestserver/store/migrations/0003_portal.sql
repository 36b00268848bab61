-- +goose Up
-- Settings are JSON, of what a level does not inherit. Times are microseconds since 1970, 0 for none.
CREATE TABLE portal (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    settings TEXT NOT NULL,
    version  INTEGER NOT NULL
) STRICT;
INSERT INTO portal (id, settings, version) VALUES (1, '{}', 1);

CREATE TABLE groups (
    id         TEXT PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    site_url   TEXT NOT NULL,
    settings   TEXT NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rooms (
    id         TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL REFERENCES groups,
    name       TEXT NOT NULL,
    settings   TEXT NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rooms_by_group ON rooms (group_id, name);

-- A new server has a group and a room, so that each meeting is in one.
INSERT INTO groups (id, slug, name, site_url, settings, version, created_at)
    VALUES (lower(hex(randomblob(16))), 'our-group', 'Our group', '', '{}', 1, unixepoch() * 1000000);
INSERT INTO rooms (id, group_id, name, settings, version, created_at)
    SELECT lower(hex(randomblob(16))), id, 'Our room', '{}', 1, created_at FROM groups;

ALTER TABLE meetings ADD COLUMN room_id TEXT REFERENCES rooms;
ALTER TABLE meetings ADD COLUMN starts_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meetings ADD COLUMN ends_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meetings ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE meetings ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- effective is what holds by the settings of all levels, as JSON. guest_policy, the policy of the door, recorded and show_queue are
-- taken from it, guest_limit from the guest link, for what is asked at each knock.
ALTER TABLE meetings ADD COLUMN effective TEXT NOT NULL DEFAULT '';
ALTER TABLE meetings ADD COLUMN show_queue INTEGER NOT NULL DEFAULT 1;
ALTER TABLE meetings ADD COLUMN guest_limit INTEGER NOT NULL DEFAULT 0;
UPDATE meetings SET
    room_id = (SELECT id FROM rooms),
    settings = json_patch(
        iif(recorded, '{"record":true}', '{}'),
        iif(guest_policy = 'ASK_MODERATOR', '{}', json_object('guest_policy', guest_policy)));
CREATE INDEX meetings_by_room ON meetings (room_id, name);

-- The role of an account in a group, room or meeting, and so in all below.
CREATE TABLE memberships (
    scope      TEXT NOT NULL,
    scope_id   TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role       TEXT NOT NULL,
    PRIMARY KEY (scope, scope_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_account ON memberships (account_id, scope);
INSERT INTO memberships (scope, scope_id, account_id, role) SELECT 'meeting', id, owner_id, 'owner' FROM meetings;

-- levels tells for each meeting, room and group which levels it inherits from: itself and those above.
CREATE VIEW levels (scope, scope_id, level, level_id) AS
    SELECT 'meeting', id, 'meeting', id FROM meetings
    UNION ALL SELECT 'meeting', id, 'room', room_id FROM meetings
    UNION ALL SELECT 'meeting', meetings.id, 'group', group_id FROM meetings JOIN rooms ON rooms.id = room_id
    UNION ALL SELECT 'room', id, 'room', id FROM rooms
    UNION ALL SELECT 'room', id, 'group', group_id FROM rooms
    UNION ALL SELECT 'group', id, 'group', id FROM groups;

-- All links that were ever given out. meetings.guest_code is that of the present guest link.
CREATE TABLE links (
    id                 TEXT PRIMARY KEY,
    meeting_id         TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE,
    code               TEXT NOT NULL,
    -- guest_key is what a guest who typed the code is looked up by.
    guest_key          TEXT NOT NULL UNIQUE,
    kind               TEXT NOT NULL,
    name               TEXT NOT NULL DEFAULT '',
    role               TEXT NOT NULL DEFAULT '',
    off                INTEGER NOT NULL DEFAULT 0,
    expires_at         INTEGER NOT NULL DEFAULT 0,
    only_while_running INTEGER NOT NULL DEFAULT 0,
    guest_limit        INTEGER NOT NULL DEFAULT 0,
    access_code        TEXT NOT NULL DEFAULT '',
    created_at         INTEGER NOT NULL,
    replaced_by        TEXT NOT NULL DEFAULT '',
    version            INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX links_by_meeting ON links (meeting_id, kind, created_at);
-- A key takes 0 for o, and 1 and i for l.
UPDATE meetings SET guest_key = replace(replace(replace(guest_key, '0', 'o'), '1', 'l'), 'i', 'l');
INSERT INTO links (id, meeting_id, code, guest_key, kind, created_at)
    SELECT lower(hex(randomblob(16))), id, guest_code, guest_key, 'guest', created_at FROM meetings;

-- What guests have agreed to, and the texts as they were shown.
CREATE TABLE notices (
    id      INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    text    TEXT NOT NULL,
    url     TEXT NOT NULL,
    UNIQUE (version, text, url)
) STRICT;
CREATE TABLE consents (
    id         INTEGER PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE,
    guest_id   TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    notice_id  INTEGER NOT NULL REFERENCES notices,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX consents_by_guest ON consents (guest_id);
CREATE INDEX consents_by_meeting ON consents (meeting_id, at);

ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'moderator';
UPDATE accounts SET role = 'administrator' WHERE administrator;
ALTER TABLE accounts DROP COLUMN administrator;

-- id names a session to the person whose it is; device is what that person will know it by.
ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
UPDATE sessions SET id = lower(hex(randomblob(8)));

-- +goose Down
ALTER TABLE sessions DROP COLUMN device;
ALTER TABLE sessions DROP COLUMN id;
ALTER TABLE accounts ADD COLUMN administrator INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET administrator = role = 'administrator';
ALTER TABLE accounts DROP COLUMN role;
DROP TABLE consents;
DROP TABLE notices;
DROP TABLE links;
DROP VIEW levels;
DROP TABLE memberships;
DROP INDEX meetings_by_room;
ALTER TABLE meetings DROP COLUMN guest_limit;
ALTER TABLE meetings DROP COLUMN show_queue;
ALTER TABLE meetings DROP COLUMN effective;
ALTER TABLE meetings DROP COLUMN version;
ALTER TABLE meetings DROP COLUMN settings;
ALTER TABLE meetings DROP COLUMN ends_at;
ALTER TABLE meetings DROP COLUMN starts_at;
-- A column that refers to a table cannot be dropped: room_id stays, and refers to none.
UPDATE meetings SET room_id = NULL;
DROP TABLE rooms;
DROP TABLE groups;
DROP TABLE portal;
