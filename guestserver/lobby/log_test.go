package lobby_test

import (
	"fmt"
	"slices"
	"testing"

	"foyer/guestserver/lobby"
)

// log returns the meeting's decision log, the first entry first.
func (h *house) log() []lobby.LogEntry {
	h.t.Helper()
	entries, err := h.Decisions(h.t.Context(), meetingID, 0, 0)
	h.check(err)
	slices.Reverse(entries)
	return entries
}

func TestLogTellsWhoDidWhatToWhomAndWhy(t *testing.T) {
	h := newHouse(t)
	ana, _ := h.knock("Ana")
	bob, _ := h.knockFrom("Bob", "phone")
	h.knock("Cem")
	_, err := h.Decide(t.Context(), lobby.Decision{
		MeetingID: meetingID, Verdict: lobby.Deny, Guests: []string{ana.ID}, Reason: "Members only", By: ben,
	})
	h.check(err)
	h.check(h.Rename(t.Context(), meetingID, bob.ID, "Robert", kim))
	h.check(h.Say(t.Context(), meetingID, bob.ID, "A moment", kim))
	h.check(h.ShowQueue(t.Context(), meetingID, false, ben))
	h.check(h.Remember(t.Context(), meetingID, lobby.Allow, ben))
	h.knock("Dora")
	_, err = h.Undo(t.Context(), meetingID, h.decision("Ana"), kim)
	h.check(err)
	h.decide(lobby.Allow, bob)
	h.check(h.EnterRoom(t.Context(), meetingID, bob.ID))
	h.check(h.Kick(t.Context(), meetingID, bob.ID, ben, true))
	h.check(h.End(t.Context(), meetingID, ben))

	want := []string{
		"deny by Ben: Ana, Members only",
		"rename by Kim: Robert; Robert, Bob before",
		"say by Kim: Robert; A moment",
		"show_queue by Ben: ; false",
		"remember by Ben: ; allow",
		"allow by : Dora by remembered",
		"undo by Kim: Ana undoes 1",
		"allow by Ben: Robert",
		"kick by Ben: Robert; banned",
		"end by Ben: Ana Cem Dora",
	}
	entries := h.log()
	for i, e := range entries {
		got := fmt.Sprintf("%s by %s: %s", e.Action, e.By.Name, join(whom(e)))
		for prefix, text := range map[string]string{", ": e.Reason, " by ": string(e.Rule)} {
			if text != "" {
				got += prefix + text
			}
		}
		if e.Detail != "" {
			got += "; " + e.Detail
		}
		if e.Before != "" {
			got += ", " + e.Before + " before"
		}
		if e.Undoes != 0 {
			got += fmt.Sprint(" undoes ", slices.IndexFunc(entries, func(u lobby.LogEntry) bool { return u.ID == e.Undoes })+1)
		}
		if i >= len(want) || got != want[i] {
			t.Errorf("entry %d is %q, want %q", i, got, want[min(i, len(want)-1)])
		}
		if e.Count != len(e.Guests) || e.At.IsZero() {
			t.Errorf("entry %d is for %d guests at %v, but names %d", i, e.Count, e.At, len(e.Guests))
		}
	}
	if len(entries) != len(want) || entries[0].UndoneBy != entries[6].ID {
		t.Errorf("the log has %d entries, want %d; the denial is undone by %d, want %d", len(entries), len(want),
			entries[0].UndoneBy, entries[6].ID)
	}
}

func whom(e lobby.LogEntry) []string {
	var names []string
	for _, g := range e.Guests {
		names = append(names, g.Name)
	}
	return names
}

func TestOneEntryForHoweverManyGuests(t *testing.T) {
	h := newHouse(t)
	h.fill(700)
	before := namesOf(h.waiting())
	h.decide(lobby.Allow)
	entries := h.log()
	if len(entries) != 1 || entries[0].Count != 700 || !slices.Equal(whom(entries[0]), before) {
		t.Errorf("the log has %d entries, the first for %d guests; want one for 700 in their order", len(entries), entries[0].Count)
	}
}

func TestLogIsReadPageByPage(t *testing.T) {
	h := newHouse(t)
	for i := range 25 {
		ana, _ := h.knock(fmt.Sprint("Guest ", i))
		h.decide(lobby.Deny, ana)
	}
	var pages [][]string
	var read []string
	before := int64(0)
	for {
		page, err := h.Decisions(t.Context(), meetingID, before, 10)
		h.check(err)
		if len(page) == 0 {
			break
		}
		var names []string
		for _, e := range page {
			names = append(names, whom(e)...)
		}
		pages, read, before = append(pages, names), append(read, names...), page[len(page)-1].ID
	}
	if len(pages) != 3 || len(pages[0]) != 10 || len(pages[2]) != 5 {
		t.Errorf("the pages have %v, want 10, 10 and 5", pages)
	}
	for i, name := range read {
		if want := fmt.Sprint("Guest ", 24-i); name != want {
			t.Errorf("entry %d is about %s, want %s", i, name, want)
		}
	}
}

func TestActThatChangesNothingIsNotLogged(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.decide(lobby.Allow, ana)
	told := len(h.events)
	h.decide(lobby.Deny, ana)
	h.decide(lobby.Allow)
	h.check(h.Remember(t.Context(), meetingID, "", ben))
	h.check(h.Rename(t.Context(), meetingID, ana.ID, "Ana", ben))
	h.check(h.ShowQueue(t.Context(), meetingID, true, ben))
	h.check(h.Debrief(t.Context(), meetingID, lobby.ScopeUsersAndGuests, nil, ben)) // This removes Ana, once.
	h.check(h.Debrief(t.Context(), meetingID, lobby.ScopeUsersAndGuests, nil, ben))
	if g := h.guest(token); g.State != lobby.Left || g.Verdict != "" {
		t.Errorf("Ana is %s by %q, want left and undecided", g.State, g.Verdict)
	}
	if entries := h.log(); len(entries) != 2 || len(h.events) != told+1 {
		t.Errorf("the log has %d entries and %d events were told, want 2 and 1", len(entries), len(h.events)-told)
	}
}
