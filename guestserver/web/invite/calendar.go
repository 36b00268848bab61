package invite

import (
	"fmt"
	"io"
	"time"

	ics "github.com/arran4/golang-ical"

	"foyer/assets"
)

// usualLength is how long a meeting takes in calendars if nobody has said so.
const usualLength = time.Hour

// Calendar writes the meeting as an iCalendar file (RFC 5545), which calendars on phones and desktops take. The meeting must have a
// start.
func Calendar(w io.Writer, texts assets.Texts, i Invitation) error {
	calendar := ics.NewCalendarFor("Foyer")
	calendar.SetMethod(ics.MethodPublish)
	event := calendar.AddEvent(i.MeetingID + "@foyer")
	// Calendars compare the stamps of two files to learn which is newer.
	event.SetDtStampTime(i.ChangedAt)
	event.SetStartAt(i.StartsAt)
	end := i.EndsAt
	if !end.After(i.StartsAt) {
		end = i.StartsAt.Add(usualLength)
	}
	event.SetEndAt(end)
	event.SetSummary(i.titled())
	event.SetDescription(Text(texts, i))
	event.SetLocation(i.URL)
	event.SetURL(i.URL)
	if err := calendar.SerializeTo(w, ics.WithNewLineWindows); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}
