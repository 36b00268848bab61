package store

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// emptyDatabase opens a database without tables, and what brings the schema into it.
func emptyDatabase(t *testing.T, folder string) (*sql.DB, *goose.Provider) {
	t.Helper()
	scripts, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	db, err := connect(filepath.Join(folder, DatabaseFile), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, scripts)
	if err != nil {
		t.Fatal(err)
	}
	return db, provider
}

// TestFirstStartOnAFullDisk runs out of room amid the migrations, and has room the next time.
func TestFirstStartOnAFullDisk(t *testing.T) {
	folder := t.TempDir()
	db, err := connect(filepath.Join(folder, DatabaseFile), 1, "_pragma", "max_page_count(20)")
	if err != nil {
		t.Fatal(err)
	}
	small := &Store{write: db}
	if err := small.migrate(t.Context()); !DiskFull(err) {
		t.Errorf("without room: %v, want a full disk", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), folder)
	if err != nil {
		t.Fatalf("with room again: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestMigrationsGoDownAndUpAgain takes the schema away and brings it back, with nothing left over in between.
func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	db, provider := emptyDatabase(t, t.TempDir())
	tables := func() (n int) {
		t.Helper()
		const query = `SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'`
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	made := tables()
	if made == 0 {
		t.Fatal("the migrations made nothing")
	}
	if _, err := provider.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if left := tables(); left != 0 {
		t.Errorf("%d tables and indexes are left over", left)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := tables(); again != made {
		t.Errorf("the second time there are %d tables and indexes, want %d", again, made)
	}
}

// TestOldDatabaseBecomesAPortal opens a database of the first version, with an administrator who is signed in and two meetings.
func TestOldDatabaseBecomesAPortal(t *testing.T) {
	folder := t.TempDir()
	db, provider := emptyDatabase(t, folder)
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	const old = `
		INSERT INTO accounts VALUES ('ada', 'ada@example.org', 'Ada', 'hash', 1, 1), ('ben', 'ben@example.org', 'Ben', 'hash', 0, 2);
		INSERT INTO sessions VALUES (x'01', 'ada', 1, 9000000000000000), (x'02', 'ada', 2, 9000000000000000);
		INSERT INTO meetings VALUES
			('m1', 'ada', 'Choir 10', 'choir-10-abc-def-ghj', 'choir10abcdefghj', 'ASK_MODERATOR', 'allow', 1, 'ap', 'mp', 1),
			('m2', 'ben', 'Band', 'band-abc-def-ghj', 'bandabcdefghj', 'ALWAYS_DENY', '', 0, 'ap', 'mp', 1);`
	if _, err := db.ExecContext(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	s, err := Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	m, l, err := s.LinkByKey(t.Context(), meeting.GuestKey("CHOIR lo abc def ghj"))
	if err != nil || m.ID != "m1" || m.Name != "Choir 10" || m.Remembered != "allow" || !m.Recorded || m.GuestPolicy != meeting.AskModerator ||
		m.GroupName != meeting.FirstGroup || m.RoomName != meeting.FirstRoom || l.Kind != meeting.GuestLink || l.Code != m.GuestCode {
		t.Errorf("by its code the choir is %+v with the link %+v, %v", m, l, err)
	}
	band, err := s.Meeting(t.Context(), "m2")
	if err != nil || band.Recorded || band.Effective.GuestPolicy.Value != meeting.AlwaysDeny ||
		band.Effective.GuestPolicy.Source != meeting.FromMeeting || band.RoomID != m.RoomID {
		t.Errorf("the band is %+v, %v", band, err)
	}
	if of, err := s.MeetingsOf(t.Context(), "ben"); err != nil || len(of) != 1 || of[0].ID != "m2" {
		t.Errorf("Ben's meetings are %+v, %v; want the band", of, err)
	}
	if ada, err := s.Administrator(t.Context()); err != nil || ada.ID != "ada" {
		t.Errorf("the administrator is %+v, %v; want Ada", ada, err)
	}
	sessions, err := s.Sessions(t.Context(), "ada", time.Now())
	if err != nil || len(sessions) != 2 || sessions[0].ID == "" || sessions[0].ID == sessions[1].ID {
		t.Errorf("Ada's sessions are %+v, %v; want two with names", sessions, err)
	}
}

// TestDecisionsOfAnOlderServerAreKept brings up the database of a server that had no decision log.
func TestDecisionsOfAnOlderServerAreKept(t *testing.T) {
	db, provider := emptyDatabase(t, t.TempDir())
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	_, err := db.ExecContext(t.Context(), `
		INSERT INTO accounts VALUES ('ben', 'ben@example.org', 'Ben', '', 0, 0);
		INSERT INTO meetings VALUES ('choir', 'ben', 'Choir', 'choir-abc', 'choirabc', 'ASK_MODERATOR', '', 0, '', '', 0);
		INSERT INTO guests VALUES (7, 'ana', 'choir', x'0a', 'Ana', 'waiting', 1, 0, 0, '', '', '');
		INSERT INTO guests VALUES (8, 'bob', 'choir', x'0b', 'Bob', 'denied', 1, 0, 5, 'ben', 'Ben', 'Full');
		INSERT INTO guests VALUES (9, 'cem', 'choir', x'0c', 'Cem', 'entering', 1, 0, 6, '', '', '')`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := &Store{read: db}
	for id, want := range map[string]lobby.Guest{
		"ana": {State: lobby.Waiting},
		"bob": {State: lobby.Denied, Verdict: lobby.Deny, DecidedBy: lobby.Person{ID: "ben", Name: "Ben"}, Reason: "Full"},
		"cem": {State: lobby.Entering, Verdict: lobby.Allow},
	} {
		g, err := s.Guest(t.Context(), "choir", id)
		if err != nil || g.State != want.State || g.Verdict != want.Verdict || g.DecidedBy != want.DecidedBy || g.Reason != want.Reason {
			t.Errorf("%s is %+v, %v; want %+v", id, g, err, want)
		}
	}
	entries, err := s.Decisions(t.Context(), "choir", 0, 10)
	if err != nil || len(entries) != 2 || entries[0].Rule != lobby.RulePolicy || entries[1].By.ID != "ben" || entries[1].Guests[0].ID != "bob" {
		t.Errorf("the log has %+v, %v; want one entry for each of the two decisions", entries, err)
	}
}
