package guests

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// logTable answers the whole decision log as a table, the latest entry first.
func (a *API) logTable(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	rows := [][]string{{"id", "at", "action", "by", "rule", "guests", "count", "reason", "detail", "undoes", "undone by"}}
	err := a.eachEntry(r.Context(), r.PathValue("id"), func(e lobby.LogEntry) {
		guests := make([]string, len(e.Guests))
		for i, g := range e.Guests {
			guests[i] = g.Name
		}
		rows = append(rows, []string{
			strconv.FormatInt(e.ID, 10), e.At.UTC().Format(time.RFC3339), string(e.Action), e.By.Name, string(e.Rule),
			strings.Join(guests, "; "), strconv.Itoa(e.Count), e.Reason, e.Detail, reference(e.Undoes), reference(e.UndoneBy),
		})
	})
	if err != nil {
		return fmt.Errorf("read decision log: %w", err)
	}
	return rest.Table(w, "decisions.csv", rows)
}

// eachEntry calls do with each entry of a meeting's log, the latest first.
func (a *API) eachEntry(ctx context.Context, meetingID string, do func(lobby.LogEntry)) error {
	for before := int64(0); ; {
		entries, err := a.Lobby.Decisions(ctx, meetingID, before, lobby.MaxDecisions)
		if err != nil {
			return err
		}
		for _, e := range entries {
			do(e)
		}
		if len(entries) < lobby.MaxDecisions {
			return nil
		}
		before = entries[len(entries)-1].ID
	}
}

// reference returns the number of an entry, nothing for none.
func reference(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
