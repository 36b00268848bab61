package foyer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// Companion returns an address that brings the desk's companion into the meeting. It starts no meeting: for one that does not run the
// server refuses with the code "not_running".
func (p *Portal) Companion(ctx context.Context, meetingID string) (string, error) {
	body := struct {
		Companion bool `json:"companion"`
	}{true}
	var answer struct {
		URL string `json:"url"`
	}
	call := rest.Call{Method: http.MethodPost, Path: path(portal.MeetingLevel, meetingID) + "/join", Body: body, Result: &answer}
	if _, err := p.do(ctx, call); err != nil {
		return "", fmt.Errorf("bring companion: %w", err)
	}
	u, err := url.Parse(answer.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "", fmt.Errorf("bring companion: %w", p.client.Foreign())
	}
	return answer.URL, nil
}

// End ends the meeting for all who are inside or wait.
func (p *Portal) End(ctx context.Context, meetingID string) error {
	call := rest.Call{Method: http.MethodPost, Path: path(portal.MeetingLevel, meetingID) + "/end"}
	if _, err := p.do(ctx, call); err != nil {
		return fmt.Errorf("end meeting: %w", err)
	}
	return nil
}

// running reports whether people can be inside the meeting.
func (p *Portal) running(ctx context.Context, meetingID string) (bool, error) {
	var answer struct {
		Running bool `json:"running"`
	}
	call := rest.Call{Method: http.MethodGet, Path: path(portal.MeetingLevel, meetingID) + "/conference", Result: &answer}
	_, err := p.do(ctx, call)
	return answer.Running, err
}
