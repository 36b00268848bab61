package foyer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// Join starts a meeting if it does not run, and returns the address at which this moderator enters it. The address is good for the present
// run of the meeting, and for this moderator alone.
func (p *Portal) Join(ctx context.Context, meetingID string) (string, error) {
	meeting := path(portal.MeetingLevel, meetingID)
	if _, err := p.do(ctx, rest.Call{Method: http.MethodPost, Path: meeting + "/start"}); err != nil {
		return "", fmt.Errorf("start meeting: %w", err)
	}
	var answer struct {
		URL string `json:"url"`
	}
	call := rest.Call{Method: http.MethodPost, Path: meeting + "/join", Body: struct{}{}, Result: &answer}
	if _, err := p.do(ctx, call); err != nil {
		return "", fmt.Errorf("join meeting: %w", err)
	}
	if answer.URL == "" {
		return "", fmt.Errorf("join meeting: %w", p.client.Foreign())
	}
	return answer.URL, nil
}

// Poster returns the address of a page with the guest link to be printed.
func (p *Portal) Poster(ctx context.Context, meetingID string) (string, error) {
	var answer struct {
		Poster string `json:"poster"`
	}
	call := rest.Call{Method: http.MethodGet, Path: path(portal.MeetingLevel, meetingID) + "/invitation", Result: &answer}
	if _, err := p.do(ctx, call); err != nil {
		return "", fmt.Errorf("get invitation: %w", err)
	}
	if answer.Poster == "" {
		return "", fmt.Errorf("get invitation: %w", p.client.Foreign())
	}
	return answer.Poster, nil
}

// logEntry is an entry of the decision log as the API tells it.
type logEntry struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Action string    `json:"action"`
	By     string    `json:"by"`
	Guests []struct {
		Name string `json:"name"`
	} `json:"guests"`
	Count  int    `json:"count"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// Log returns a part of the decision log, the newest entry first, and the name of the part before it, empty if there is none. The part
// without a name has the newest entries.
func (p *Portal) Log(ctx context.Context, meetingID, part string) (entries []portal.LogEntry, before string, err error) {
	var listed []logEntry
	query := url.Values{"limit": {strconv.Itoa(logLimit)}}
	if part != "" {
		query.Set("cursor", part)
	}
	call := rest.Call{Method: http.MethodGet, Path: path(portal.MeetingLevel, meetingID) + "/decisions", Query: query, Result: &listed}
	answer, err := p.do(ctx, call)
	if err != nil {
		return nil, "", fmt.Errorf("read log: %w", err)
	}
	for _, e := range listed {
		entry := portal.LogEntry{ID: e.ID, At: e.At, Action: e.Action, By: e.By, Count: e.Count, Reason: e.Reason, Detail: e.Detail}
		for _, g := range e.Guests[:min(namesKept, len(e.Guests))] {
			entry.Guests = append(entry.Guests, g.Name)
		}
		entries = append(entries, entry)
	}
	return entries, answer.Next.Get("cursor"), nil
}

const (
	// logLimit is how many entries of the log come at a time.
	logLimit = 100
	// namesKept is how many guests of one entry are kept: a decision on everyone may name thousands.
	namesKept = 10
)
