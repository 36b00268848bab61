package bbbtest

import "testing"

// The table follows BigBlueButton's Meeting.calcGuestStatus, with its default authenticatedGuest=true.
func TestGuestStatusFollowsTheRealTable(t *testing.T) {
	people := []struct {
		name                    string
		role                    string
		guest, provided, authed bool
		// by policy: ALWAYS_ACCEPT, ALWAYS_DENY, ASK_MODERATOR, ALWAYS_ACCEPT_AUTH
		want, guestsOnly [4]string
	}{
		{"guest", viewer, true, true, false,
			[4]string{allow, deny, wait, wait}, [4]string{allow, deny, wait, allow}},
		{"member who says so", viewer, false, true, false,
			[4]string{allow, allow, allow, allow}, [4]string{allow, allow, allow, allow}},
		{"viewer without the parameter", viewer, false, false, true,
			[4]string{allow, deny, wait, allow}, [4]string{allow, allow, allow, allow}},
		{"viewer with auth=false", viewer, false, false, false,
			[4]string{allow, deny, allow, allow}, [4]string{allow, allow, allow, allow}},
		{"moderator", moderator, false, false, true,
			[4]string{allow, allow, allow, allow}, [4]string{allow, allow, allow, allow}},
		{"moderator as guest", moderator, true, true, false,
			[4]string{allow, allow, allow, allow}, [4]string{allow, deny, wait, allow}},
	}
	for _, p := range people {
		for i, policy := range []string{"ALWAYS_ACCEPT", "ALWAYS_DENY", "ASK_MODERATOR", "ALWAYS_ACCEPT_AUTH"} {
			if got := guestStatus(policy, p.role, p.guest, p.provided, p.authed, false); got != p.want[i] {
				t.Errorf("%s, %s: %s, want %s", p.name, policy, got, p.want[i])
			}
			if got := guestStatus(policy, p.role, p.guest, p.provided, p.authed, true); got != p.guestsOnly[i] {
				t.Errorf("%s, %s, authenticatedGuest=false: %s, want %s", p.name, policy, got, p.guestsOnly[i])
			}
		}
	}
}
