package guests

import (
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/api/rest"
)

// consentTable answers what all guests of a meeting have agreed to, as a table.
func (a *API) consentTable(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	consents, err := a.Meetings.Consents(r.Context(), r.PathValue("id"), "")
	if err != nil {
		return fmt.Errorf("read consents: %w", err)
	}
	rows := [][]string{{"at", "guest", "to", "version", "text", "url"}}
	for _, c := range consents {
		rows = append(rows, []string{
			c.At.UTC().Format(time.RFC3339), c.GuestID, string(c.Kind), c.Notice.Version, c.Notice.Text, c.Notice.URL,
		})
	}
	return rest.Table(w, "consents.csv", rows)
}
