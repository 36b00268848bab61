package store_test

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store"
)

// hash stands for the hash of the token that a guest of this ID has.
func hash(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:]
}

// guest returns a waiting guest of the choir. Its ID is its name.
func guest(name string) lobby.Guest {
	return lobby.Guest{ID: name, MeetingID: choir.ID, Name: name, State: lobby.Waiting, KnockedAt: moment}
}

func update(t *testing.T, s *store.Store, fn func(lobby.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// add stores a waiting guest of the choir under a new ID, and returns it with its place.
func add(t *testing.T, s *store.Store, name string) lobby.Guest {
	t.Helper()
	g := guest(name)
	g.ID = rand.Text()
	update(t, s, func(tx lobby.Tx) (err error) {
		g.Place, err = tx.Add(g, "", hash(g.ID))
		return err
	})
	return g
}

// addAll stores guests with their names as IDs.
func addAll(t *testing.T, s *store.Store, names ...string) {
	t.Helper()
	update(t, s, func(tx lobby.Tx) error {
		for _, name := range names {
			if _, err := tx.Add(guest(name), "", hash(name)); err != nil {
				return err
			}
		}
		return nil
	})
}

var by = lobby.Person{ID: "ben", Name: "Ben"}

// decided returns an entry for the log by Ben.
func decided(a lobby.Action, at time.Time, reason string) *lobby.LogEntry {
	return &lobby.LogEntry{At: at, Action: a, By: by, Reason: reason}
}

// move moves guests, and logs what it decides.
func move(t *testing.T, s *store.Store, m lobby.Move) []lobby.Guest {
	t.Helper()
	var moved []lobby.Guest
	update(t, s, func(tx lobby.Tx) (err error) {
		if m.Decided == nil {
			moved, err = tx.Move(m)
			return err
		}
		if m.Decided.ID, err = tx.NextDecision(); err != nil {
			return err
		}
		if moved, err = tx.Move(m); err != nil {
			return err
		}
		return tx.Log(m.MeetingID, *m.Decided)
	})
	return moved
}

func wantGuests(t *testing.T, s *store.Store, meetingID string, state lobby.State, want ...string) {
	t.Helper()
	guests, err := s.Guests(t.Context(), meetingID, state)
	if meetingID == "" {
		guests, err = s.AllWaiting(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(guests); !slices.Equal(got, want) {
		t.Errorf("%s guests are %q, want %q", state, got, want)
	}
}

func ids(guests []lobby.Guest) []string {
	var ids []string
	for _, g := range guests {
		ids = append(ids, g.ID)
	}
	return ids
}

func TestGuestIsKeptWithAllThatIsKnownOfIt(t *testing.T) {
	s, _ := openWithMeeting(t)
	g := lobby.Guest{
		ID: "ana", MeetingID: choir.ID, Name: "Ana 'ö' 👩\u200d👧", AskedName: "Anna", State: lobby.Denied, KnockedAt: moment,
		ConsentAt: moment.Add(time.Second), ConsentVersion: "2", TermsVersion: "3", Role: lobby.RoleModerator, Invited: "link",
		Device: "phone", AccountID: "account", Flags: []lobby.Flag{lobby.SameName, lobby.DeniedBefore}, Message: "A moment",
		DecisionID: 1, Verdict: lobby.Deny, DecidedAt: moment.Add(time.Minute), DecidedBy: by, Reason: "Members only",
	}
	update(t, s, func(tx lobby.Tx) (err error) {
		entry := lobby.LogEntry{ID: 1, At: g.DecidedAt, Action: lobby.ActionDeny, By: by, Reason: g.Reason}
		if err := tx.Log(choir.ID, entry); err != nil {
			return err
		}
		g.Place, err = tx.Add(g, "", hash("ana"))
		if err != nil {
			return err
		}
		if within, err := tx.GuestByToken(choir.ID, hash("ana")); err != nil || !reflect.DeepEqual(within, g) {
			t.Errorf("within the transaction GuestByToken = %+v, %v; want %+v", within, err, g)
		}
		return nil
	})
	if got, err := s.GuestByToken(t.Context(), choir.ID, hash("ana")); err != nil || !reflect.DeepEqual(got, g) {
		t.Errorf("GuestByToken = %+v, %v; want %+v", got, err, g)
	}
	for name, find := range map[string]func() (lobby.Guest, error){
		"another token":   func() (lobby.Guest, error) { return s.GuestByToken(t.Context(), choir.ID, hash("bob")) },
		"another meeting": func() (lobby.Guest, error) { return s.GuestByToken(t.Context(), "other", hash("ana")) },
		"no token":        func() (lobby.Guest, error) { return s.GuestByToken(t.Context(), choir.ID, nil) },
	} {
		if got, err := find(); !errors.Is(err, lobby.ErrUnknownGuest) {
			t.Errorf("%s: %+v, %v; want ErrUnknownGuest", name, got, err)
		}
	}
	err := s.Update(t.Context(), func(tx lobby.Tx) error {
		_, err := tx.GuestByToken(choir.ID, hash("bob"))
		return err
	})
	if !errors.Is(err, lobby.ErrUnknownGuest) {
		t.Errorf("another token within a transaction: %v, want ErrUnknownGuest", err)
	}
}

func TestGuestsComeInTheOrderOfTheirPlaces(t *testing.T) {
	s, _ := openWithMeeting(t)
	second := meeting.Meeting{ID: "band", OwnerID: "ben", Name: "Band", GuestCode: "band-abc-def-ghj", GuestPolicy: meeting.AskModerator}
	if err := s.AddMeeting(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	addAll(t, s, "zoe", "ana")
	update(t, s, func(tx lobby.Tx) error {
		g := guest("mia")
		g.MeetingID = second.ID
		_, err := tx.Add(g, "", hash("mia"))
		return err
	})
	addAll(t, s, "bob")
	wantGuests(t, s, choir.ID, lobby.Waiting, "zoe", "ana", "bob")
	wantGuests(t, s, second.ID, lobby.Waiting, "mia")
	wantGuests(t, s, "", lobby.Waiting, "zoe", "ana", "mia", "bob")
	wantGuests(t, s, "unknown", lobby.Waiting)
	wantGuests(t, s, choir.ID, lobby.Denied)
}

func TestMoveChangesOnlyWhomItMay(t *testing.T) {
	s, _ := openWithMeeting(t)
	addAll(t, s, "ana", "bob", "cem", "dora")
	deny := lobby.Move{
		MeetingID: choir.ID, Guests: []string{"bob", "nobody"}, From: []lobby.State{lobby.Waiting}, To: lobby.Denied,
		Decided: decided(lobby.ActionDeny, moment, "Full"),
	}
	moved := move(t, s, deny)
	if len(moved) != 1 || moved[0].ID != "bob" || moved[0].State != lobby.Denied || moved[0].DecidedBy != by ||
		!moved[0].DecidedAt.Equal(moment) || moved[0].Reason != "Full" {
		t.Errorf("denied %+v, want Bob with who decided, when and why", moved)
	}
	if again := move(t, s, deny); len(again) != 0 {
		t.Errorf("denying again moved %q, want nobody", ids(again))
	}
	if none := move(t, s, lobby.Move{MeetingID: choir.ID, Guests: []string{}, From: lobby.States(), To: lobby.Gone}); len(none) != 0 {
		t.Errorf("a move of no guests moved %q", ids(none))
	}
	if none := move(t, s, lobby.Move{MeetingID: choir.ID, To: lobby.Gone}); len(none) != 0 {
		t.Errorf("a move from no state moved %q", ids(none))
	}
	if none := move(t, s, lobby.Move{MeetingID: "band", From: lobby.States(), To: lobby.Gone}); len(none) != 0 {
		t.Errorf("a move in another meeting moved %q", ids(none))
	}
	move(t, s, lobby.Move{MeetingID: choir.ID, Guests: []string{"cem"}, From: []lobby.State{lobby.Waiting}, To: lobby.Gone})
	all := move(t, s, lobby.Move{
		MeetingID: choir.ID, From: []lobby.State{lobby.Waiting, lobby.Gone}, To: lobby.Allowed,
		Decided: decided(lobby.ActionAllow, moment.Add(time.Second), ""),
	})
	if got, want := ids(all), []string{"ana", "cem", "dora"}; !slices.Equal(got, want) {
		t.Errorf("allowed %q, want %q in the order of their places", got, want)
	}
	wantGuests(t, s, choir.ID, lobby.Denied, "bob")
	wantGuests(t, s, choir.ID, lobby.Allowed, "ana", "cem", "dora")

	// On the way in, the decision stays as it was.
	entering := move(t, s, lobby.Move{MeetingID: choir.ID, Guests: []string{"ana"}, From: []lobby.State{lobby.Allowed}, To: lobby.Entering})
	if len(entering) != 1 || entering[0].DecidedBy != by || !entering[0].DecidedAt.Equal(moment.Add(time.Second)) {
		t.Errorf("entering %+v, want the decision kept", entering)
	}
}

func TestThousandGuestsMoveInOrder(t *testing.T) {
	s, _ := openWithMeeting(t)
	var names []string
	for i := range 1000 {
		names = append(names, fmt.Sprint("guest ", 1000-i))
	}
	addAll(t, s, names...)
	chosen := slices.Clone(names)
	slices.Reverse(chosen)
	moved := move(t, s, lobby.Move{MeetingID: choir.ID, Guests: chosen, From: []lobby.State{lobby.Waiting}, To: lobby.Allowed})
	if !slices.Equal(ids(moved), names) {
		t.Errorf("moved %d guests, want 1000 in the order of their places", len(moved))
	}
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	s, _ := openWithMeeting(t)
	addAll(t, s, "ana")
	broken := errors.New("broken")
	err := s.Update(t.Context(), func(tx lobby.Tx) error {
		if _, err := tx.Add(guest("bob"), "", hash("bob")); err != nil {
			return err
		}
		if _, err := tx.Move(lobby.Move{MeetingID: choir.ID, From: []lobby.State{lobby.Waiting}, To: lobby.Denied}); err != nil {
			return err
		}
		if err := tx.Remember(choir.ID, lobby.Allow); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("Update: %v, want the error of its function", err)
	}
	wantGuests(t, s, choir.ID, lobby.Waiting, "ana")
	wantGuests(t, s, choir.ID, lobby.Denied)
	if d, err := s.Door(t.Context(), choir.ID); err != nil || d.Verdict() != "" {
		t.Errorf("Door = %+v, %v; want nothing remembered", d, err)
	}
	addAll(t, s, "bob") // The transaction is over, and the next one works.
}

func TestGuestIsAddedOnce(t *testing.T) {
	s, _ := openWithMeeting(t)
	addAll(t, s, "ana")
	for name, add := range map[string]func(lobby.Tx) (int64, error){
		"same token":      func(tx lobby.Tx) (int64, error) { return tx.Add(guest("bob"), "", hash("ana")) },
		"same ID":         func(tx lobby.Tx) (int64, error) { return tx.Add(guest("ana"), "", hash("bob")) },
		"unknown meeting": func(tx lobby.Tx) (int64, error) { return tx.Add(lobby.Guest{ID: "x", MeetingID: "x"}, "", hash("x")) },
	} {
		err := s.Update(t.Context(), func(tx lobby.Tx) error {
			_, err := add(tx)
			return err
		})
		if err == nil {
			t.Errorf("%s: the guest was added", name)
		}
	}
	wantGuests(t, s, "", lobby.Waiting, "ana")
}

func TestDoorTellsPolicyAndWhatIsRemembered(t *testing.T) {
	s, _ := openWithMeeting(t)
	open := choir
	open.ID, open.GuestCode, open.GuestPolicy = "open", "open-abc-def-ghj", meeting.AlwaysAccept
	if err := s.AddMeeting(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	moderators := []string{names.Likeness("Ben")}
	wantDoor := func(meetingID string, want lobby.Door) {
		t.Helper()
		if d, err := s.Door(t.Context(), meetingID); err != nil || !reflect.DeepEqual(d, want) {
			t.Errorf("Door(%s) = %+v, %v; want %+v", meetingID, d, err, want)
		}
		update(t, s, func(tx lobby.Tx) error {
			if d, err := tx.Door(meetingID); err != nil || !reflect.DeepEqual(d, want) {
				t.Errorf("within a transaction Door(%s) = %+v, %v; want %+v", meetingID, d, err, want)
			}
			return nil
		})
	}
	wantDoor(choir.ID, lobby.Door{ShowQueue: true, Moderators: moderators})
	wantDoor(open.ID, lobby.Door{Policy: lobby.Allow, ShowQueue: true, Moderators: moderators})
	update(t, s, func(tx lobby.Tx) error { return tx.Remember(choir.ID, lobby.Deny) })
	wantDoor(choir.ID, lobby.Door{Remembered: lobby.Deny, ShowQueue: true, Moderators: moderators})
	update(t, s, func(tx lobby.Tx) error { return tx.Remember(choir.ID, "") })
	wantDoor(choir.ID, lobby.Door{ShowQueue: true, Moderators: moderators})

	if _, err := s.Door(t.Context(), "unknown"); !errors.Is(err, lobby.ErrUnknownMeeting) {
		t.Errorf("Door of no meeting: %v, want ErrUnknownMeeting", err)
	}
}

// TestReadersDoNotWaitForTheWriter reads while a transaction is open: what it has changed is not seen before its commit.
func TestReadersDoNotWaitForTheWriter(t *testing.T) {
	s, _ := openWithMeeting(t)
	addAll(t, s, "ana")
	update(t, s, func(tx lobby.Tx) error {
		if _, err := tx.Add(guest("bob"), "", hash("bob")); err != nil {
			return err
		}
		wantGuests(t, s, choir.ID, lobby.Waiting, "ana")
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping: %v", err)
		}
		return nil
	})
	wantGuests(t, s, choir.ID, lobby.Waiting, "ana", "bob")
}
