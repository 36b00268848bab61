package lobby_test

import (
	"slices"
	"strings"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

func join(names []string) string { return strings.Join(names, " ") }

// check stops the test at an error that should not be.
func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// last returns the latest event.
func (h *house) last() lobby.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.events[len(h.events)-1]
}

// decision returns the ID of the last decision on a guest that was told.
func (h *house) decision(name string) int64 {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range slices.Backward(h.events) {
		if e.Kind == lobby.Decided && slices.Contains(namesOf(e.Guests), name) {
			return e.DecisionID
		}
	}
	h.t.Fatalf("nobody decided on %s", name)
	return 0
}

func (h *house) waiting() []lobby.Guest {
	h.t.Helper()
	waiting, err := h.Waiting(h.t.Context(), meetingID)
	h.check(err)
	return waiting
}

// knockFrom has a guest knock with a device.
func (h *house) knockFrom(name, device string) (lobby.Guest, string) {
	h.t.Helper()
	g, token, err := h.Knock(h.t.Context(), lobby.Knock{MeetingID: meetingID, Name: name, Device: device})
	h.check(err)
	return g, token
}

func (h *house) setRules(r lobby.Rules) {
	h.t.Helper()
	h.check(h.SetRules(h.t.Context(), meetingID, r, ben))
}

// setLimit changes how many guests may be let in, as the guest link does.
func (h *house) setLimit(n int) {
	h.t.Helper()
	links, err := h.store.Links(h.t.Context(), meetingID)
	h.check(err)
	links[0].Limit = n
	_, err = h.store.UpdateLink(h.t.Context(), links[0])
	h.check(err)
}

// setPolicy changes the meeting's guest policy as its settings do.
func (h *house) setPolicy(p meeting.Policy) {
	h.t.Helper()
	m, err := h.store.Meeting(h.t.Context(), meetingID)
	h.check(err)
	m.Settings.GuestPolicy = &p
	_, err = h.store.UpdateMeeting(h.t.Context(), m)
	h.check(err)
}
