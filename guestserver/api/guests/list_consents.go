package guests

import (
	"fmt"
	"net/http"
	"strconv"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// consentEntry is what one of a meeting's guests has agreed to.
type consentEntry struct {
	ID    int64  `json:"id"`
	Guest string `json:"guest"`
	consentView
}

// listConsents answers what the guests of a meeting have agreed to, the oldest first.
func (a *API) listConsents(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	limit, err := rest.Limit(r)
	if err != nil {
		return err
	}
	after, err := rest.CursorID(r)
	if err != nil {
		return err
	}
	consents, err := a.Meetings.ConsentsAfter(r.Context(), r.PathValue("id"), after, limit)
	if err != nil {
		return fmt.Errorf("read consents: %w", err)
	}
	if len(consents) == limit {
		rest.LinkNext(w, r, strconv.FormatInt(consents[limit-1].ID, 10))
	}
	return rest.Answer(w, http.StatusOK, rest.Views(consents, func(c meeting.Consent) consentEntry {
		return consentEntry{c.ID, c.GuestID, viewConsent(c)}
	}))
}
