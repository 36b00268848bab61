package store

import (
	"context"
	"database/sql"

	"foyer/guestserver/meeting"
)

// AddConsents keeps what guests have agreed to, or nothing if one of them is not known.
func (s *Store) AddConsents(ctx context.Context, consents []meeting.Consent) error {
	return s.inTx(ctx, "add consents", func(tx *sql.Tx) error {
		for _, c := range consents {
			_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO notices (version, text, url) VALUES (?, ?, ?)`,
				c.Notice.Version, c.Notice.Text, c.Notice.URL)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO consents (meeting_id, guest_id, kind, notice_id, at)
				SELECT ?, ?, ?, id, ? FROM notices WHERE version = ? AND text = ? AND url = ?`,
				c.MeetingID, c.GuestID, c.Kind, micros(c.At), c.Notice.Version, c.Notice.Text, c.Notice.URL)
			if orphan(err) {
				return meeting.ErrUnknown
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

const selectConsents = `SELECT consents.id, meeting_id, guest_id, kind, version, text, url, at
	FROM consents JOIN notices ON notices.id = notice_id `

func scanConsent(row scanner) (c meeting.Consent, err error) {
	var at int64
	err = row.Scan(&c.ID, &c.MeetingID, &c.GuestID, &c.Kind, &c.Notice.Version, &c.Notice.Text, &c.Notice.URL, &at)
	c.At = moment(at)
	return c, err
}

// Consents returns what a guest, or everyone if guestID is empty, has agreed to in a meeting, the oldest first.
func (s *Store) Consents(ctx context.Context, meetingID, guestID string) ([]meeting.Consent, error) {
	return all(ctx, s.read, scanConsent, selectConsents+`WHERE meeting_id = ?1 AND (guest_id = ?2 OR ?2 = '') ORDER BY consents.id`,
		meetingID, guestID)
}

// ConsentsAfter returns the first of the consents of a meeting that come after the one of an ID.
func (s *Store) ConsentsAfter(ctx context.Context, meetingID string, id int64, limit int) ([]meeting.Consent, error) {
	return all(ctx, s.read, scanConsent, selectConsents+`WHERE meeting_id = ? AND consents.id > ? ORDER BY consents.id LIMIT ?`,
		meetingID, id, limit)
}
