-- +goose Up
-- Meetings that somebody has ended or removed, until the conference server has ended them. A meeting that was removed is no more, so
-- that nothing is referred to.
CREATE TABLE endings (
    meeting_id         TEXT PRIMARY KEY,
    moderator_password TEXT NOT NULL,
    asked_at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE endings;
