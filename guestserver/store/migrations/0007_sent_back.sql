-- +goose Up
-- sent_back says that a moderator sent the guest back to the waiting room, so that no rule lets it in again.
ALTER TABLE guests ADD COLUMN sent_back INTEGER NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE guests DROP COLUMN sent_back;
