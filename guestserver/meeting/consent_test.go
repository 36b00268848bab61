package meeting_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/bus"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

// TestConsentIsARecord has two guests consent to two versions of a text, and looks who agreed to what, and when.
func TestConsentIsARecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storetest.Open(t, "ben", "cora")
		meetings := meeting.New(s)
		choir := create(t, meetings, "ben", "Choir")
		l, err := lobby.Open(t.Context(), lobby.Config{Store: s, Bus: new(bus.Local[lobby.Event])})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		tokens := map[string]string{}
		knock := func(name string) lobby.Guest {
			t.Helper()
			g, token, err := l.Knock(t.Context(), lobby.Knock{MeetingID: choir.ID, Name: name, Consent: true})
			if err != nil {
				t.Fatal(err)
			}
			tokens[g.ID] = token
			return g
		}
		first := meeting.Notice{Version: "2026-03", Text: "We record picture and sound."}
		second := meeting.Notice{Version: "2026-04", Text: "We record sound.", URL: "https://a.example/recording"}
		terms := meeting.Notice{Version: "1", Text: "Be kind."}
		ana, cem := knock("Ana"), knock("Cem")
		begin := time.Now()
		consent := func(g lobby.Guest, kind meeting.ConsentKind, n meeting.Notice) error {
			return meetings.Consent(t.Context(), meeting.Consent{MeetingID: choir.ID, GuestID: g.ID, Kind: kind, Notice: n})
		}
		if err := errors.Join(consent(ana, meeting.ToRecording, first), consent(ana, meeting.ToTerms, terms)); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour)
		if err := errors.Join(consent(cem, meeting.ToRecording, second), consent(cem, meeting.ToTerms, terms)); err != nil {
			t.Fatal(err)
		}
		of := func(guestID string) (list []string) {
			t.Helper()
			consents, err := meetings.Consents(t.Context(), choir.ID, guestID)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range consents {
				who := map[string]string{ana.ID: "Ana", cem.ID: "Cem"}[c.GuestID]
				list = append(list, fmt.Sprint(who, " ", c.Kind, " ", c.Notice.Version, " ", c.Notice.Text, c.Notice.URL, " ", c.At.Sub(begin)))
			}
			return list
		}
		want := []string{
			"Ana recording 2026-03 We record picture and sound. 0s", "Ana terms 1 Be kind. 0s",
			"Cem recording 2026-04 We record sound.https://a.example/recording 1h0m0s", "Cem terms 1 Be kind. 1h0m0s",
		}
		if got := of(""); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the records are %q, want %q", got, want)
		}
		if got := of(ana.ID); fmt.Sprint(got) != fmt.Sprint(want[:2]) {
			t.Errorf("Ana's records are %q, want %q", got, want[:2])
		}
		if err := l.Erase(t.Context(), choir.ID, tokens[ana.ID]); err != nil {
			t.Fatal(err)
		}
		if got := of(""); fmt.Sprint(got) != fmt.Sprint(want[2:]) {
			t.Errorf("after Ana is erased the records are %q, want %q", got, want[2:])
		}
		if err := consent(lobby.Guest{ID: "nobody"}, meeting.ToTerms, terms); !errors.Is(err, meeting.ErrUnknown) {
			t.Errorf("consent of nobody: %v, want ErrUnknown", err)
		}
		if err := consent(cem, "everything", terms); !errors.Is(err, meeting.ErrInvalid) {
			t.Errorf("consent to everything: %v, want ErrInvalid", err)
		}
		if err := l.Leave(t.Context(), choir.ID, tokens[cem.ID]); err != nil {
			t.Fatal(err)
		}
		if err := l.Purge(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		if got := of(""); len(got) != 0 {
			t.Errorf("after all guests are purged the records are %q", got)
		}
	})
}
