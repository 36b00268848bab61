package lastknown

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"foyer/client/portal"
)

func TestMeetingsAreKnownAgainAtTheNextStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "foyer", "meetings.json")
	at := time.Date(2026, 3, 2, 10, 45, 0, 0, time.UTC)
	choir := portal.Meeting{ID: "choir", Name: "Choir", GuestURL: "https://foyer.example.org/b/choir", Group: "Music", StartsAt: at}
	running := choir
	running.Running = true
	first := New(path)
	if meetings, when := first.Recall("ana"); meetings != nil || !when.IsZero() {
		t.Errorf("before anything was kept it says %v, %v", meetings, when)
	}
	for account, m := range map[string]portal.Meeting{"ana": running, "bo": {ID: "x"}} {
		if err := first.Keep(account, []portal.Meeting{m}, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.Forget("bo"); err != nil {
		t.Fatal(err)
	}

	second := New(path)
	if meetings, when := second.Recall("ana"); !slices.Equal(meetings, []portal.Meeting{choir}) || !when.Equal(at) {
		t.Errorf("after a restart it says %+v at %v, want %+v, which does not run", meetings, when, choir)
	}
	if _, when := second.Recall("bo"); !when.IsZero() {
		t.Error("who has signed out is not forgotten")
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v, want one for its owner alone", info.Mode(), err)
	}
}

func TestDamagedFileIsAnEmptyOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meetings.json")
	if err := os.WriteFile(path, []byte(`{"ana":`), 0o600); err != nil {
		t.Fatal(err)
	}
	f := New(path)
	if _, when := f.Recall("ana"); !when.IsZero() {
		t.Error("a damaged file says something")
	}
	if err := f.Keep("ana", nil, time.Now()); err != nil {
		t.Errorf("a damaged file cannot be replaced: %v", err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"ana":{"at":"2026-03-02T10:45:00Z","meetings":[{"ID":"a"},{"ID":"a"},{}]}}`))
	f.Add([]byte(`{"ana":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		lists, _ := decode(data)
		for account, l := range lists {
			seen := map[string]bool{}
			for _, m := range l.Meetings {
				if m.ID == "" || seen[m.ID] {
					t.Errorf("%s has the meeting %q, which has no ID or was there before", account, m.ID)
				}
				seen[m.ID] = true
			}
		}
	})
}
