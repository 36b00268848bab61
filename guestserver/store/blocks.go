package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"foyer/guestserver/lobby"
)

const blockColumns = `id, device, account_id, guest_id, name, by_id, by_name, at`

// Blocks returns a meeting's blocks, the latest first.
func (s *Store) Blocks(ctx context.Context, meetingID string) ([]lobby.Block, error) {
	return all(ctx, s.read, scanBlock, `SELECT `+blockColumns+` FROM blocks WHERE meeting_id = ? ORDER BY id DESC`, meetingID)
}

func (t *guestTx) Block(meetingID string, b lobby.Block) error {
	return t.exec("add block", `INSERT INTO blocks (meeting_id, `+blockColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		meetingID, b.ID, b.Device, b.AccountID, b.GuestID, b.Name, b.By.ID, b.By.Name, micros(b.At))
}

func (t *guestTx) Unblock(meetingID string, id int64) (lobby.Block, error) {
	b, err := scanBlock(t.tx.QueryRowContext(t.ctx, `DELETE FROM blocks WHERE meeting_id = ? AND id = ? RETURNING `+blockColumns,
		meetingID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return b, lobby.ErrUnknownBlock
	}
	if err != nil {
		return b, fmt.Errorf("remove block: %w", err)
	}
	return b, nil
}

func (t *guestTx) UnblockAll(meetingID string) ([]lobby.Block, error) {
	blocks, err := all(t.ctx, t.tx, scanBlock, `DELETE FROM blocks WHERE meeting_id = ? RETURNING `+blockColumns, meetingID)
	if err != nil {
		return nil, fmt.Errorf("remove blocks: %w", err)
	}
	return blocks, nil
}

func scanBlock(row scanner) (lobby.Block, error) {
	var b lobby.Block
	var at int64
	err := row.Scan(&b.ID, &b.Device, &b.AccountID, &b.GuestID, &b.Name, &b.By.ID, &b.By.Name, &at)
	b.At = moment(at)
	return b, err
}
