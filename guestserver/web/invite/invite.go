// Package invite carries a guest link to guests: as a text to send, a calendar file, a QR code, and a poster for the door. It knows
// how these look; package web decides who gets them.
package invite

import (
	"strings"
	"time"

	"foyer/assets"
)

// Invitation is what guests need to know of a meeting.
type Invitation struct {
	// MeetingID names the meeting in calendars: a later file with the same one changes the entry.
	MeetingID string
	Meeting   string
	// Group is whom the meeting belongs to, empty if that need not be said.
	Group string
	// URL is the guest link.
	URL string
	// AccessCode is asked of guests beside the link. It is empty if there is none, and where only the link is proven: whoever has
	// the link alone must not learn the code.
	AccessCode string
	// StartsAt and EndsAt are zero if nobody has said when it is.
	StartsAt, EndsAt time.Time
	// ChangedAt is when the meeting was last changed, so that calendars know which file is newer.
	ChangedAt time.Time
}

// Text returns the invitation as a text to send.
func Text(texts assets.Texts, i Invitation) string {
	lines := []string{texts.Get("guest.invite.hello", map[string]string{"Meeting": i.titled()})}
	if when := When(texts, i.StartsAt, i.EndsAt); when != "" {
		lines = append(lines, texts.Get("guest.invite.when", map[string]string{"Time": when}))
	}
	lines = append(lines, "", texts.Get("guest.invite.link"), i.URL)
	if i.AccessCode != "" {
		lines = append(lines, texts.Get("guest.invite.code", map[string]string{"Code": i.AccessCode}))
	}
	lines = append(lines, "", texts.Get("guest.invite.how"), "")
	return strings.Join(lines, "\n")
}

// titled returns the meeting with its group.
func (i Invitation) titled() string {
	if i.Group == "" || i.Group == i.Meeting {
		return i.Meeting
	}
	return i.Meeting + " (" + i.Group + ")"
}

// When returns a time of day with its date and zone, or from when until when, as the texts' language writes it. It is empty for no time.
func When(texts assets.Texts, start, end time.Time) string {
	if start.IsZero() {
		return ""
	}
	written := start.Format(texts.Get("guest.time"))
	if !end.After(start) {
		return written
	}
	layout := texts.Get("guest.time")
	if y, m, d := start.Date(); end.Year() == y && end.Month() == m && end.Day() == d {
		layout = texts.Get("guest.time.end")
	}
	return texts.Get("guest.time.span", map[string]string{
		"Start": start.Format(texts.Get("guest.time.start")), "End": end.Format(layout),
	})
}
