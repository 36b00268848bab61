package bbbtest

// What a join leads to, in BigBlueButton's words.
const (
	allow = "ALLOW"
	wait  = "WAIT"
	deny  = "DENY"
)

const (
	moderator = "MODERATOR"
	viewer    = "VIEWER"
)

// guestStatus decides whether a person enters a meeting. It follows BigBlueButton's Meeting.calcGuestStatus. Provided says
// that the join had a guest parameter; authed is true without one, and else what the parameter auth says.
func guestStatus(policy, role string, guest, provided, authed, guestsOnly bool) string {
	if guestsOnly && !guest {
		return allow
	}
	if !guestsOnly && (role == moderator || provided && !guest) {
		return allow
	}
	switch policy {
	case "ALWAYS_DENY":
		return deny
	case "ASK_MODERATOR":
		if guest || authed {
			return wait
		}
	case "ALWAYS_ACCEPT_AUTH":
		if guest && !guestsOnly {
			return wait
		}
	}
	return allow
}
