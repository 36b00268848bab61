package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"
)

// owner is the owner of the server's first meeting, who changes it by the portal API.
type owner struct {
	t       *testing.T
	server  *server
	token   string
	meeting string // its path below the API
}

// newOwner signs in at the server.
func newOwner(t *testing.T, s *server) *owner {
	t.Helper()
	o := &owner{t: t, server: s}
	var session struct{ Token string }
	o.asks(http.MethodPost, "/session", map[string]string{"email": s.email, "password": s.password}, &session)
	o.token = session.Token
	var meetings []struct{ ID string }
	o.asks(http.MethodGet, "/meetings", nil, &meetings)
	if len(meetings) != 1 {
		t.Fatalf("the owner has %d meetings, want 1", len(meetings))
	}
	o.meeting = "/meetings/" + meetings[0].ID
	return o
}

// asks calls the API, and reads the answer into v unless that is nil.
func (o *owner) asks(method, path string, body, v any) {
	o.t.Helper()
	o.asksIf("", method, path, body, v)
}

// asksIf calls the API for a change of what has this version, and returns the answer's version.
func (o *owner) asksIf(version, method, path string, body, v any) string {
	o.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		o.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(o.t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, o.server.url+"/api/v1"+path, bytes.NewReader(data))
	if err != nil {
		o.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+o.token)
	if version != "" {
		req.Header.Set("If-Match", version)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(resp.Body); err != nil {
		o.t.Fatal(err)
	}
	if resp.StatusCode >= 300 {
		o.t.Fatalf("%s %s answers %s: %s", method, path, resp.Status, &answer)
	}
	if v != nil {
		if err := json.Unmarshal(answer.Bytes(), v); err != nil {
			o.t.Fatalf("%s %s answers %s: %v", method, path, &answer, err)
		}
	}
	return resp.Header.Get("ETag")
}

// changes changes what is at a path of the API.
func (o *owner) changes(path string, change map[string]any) {
	o.t.Helper()
	version := o.asksIf("", http.MethodGet, path, nil, nil)
	o.asksIf(version, http.MethodPatch, path, change, nil)
}

// sets changes settings of the meeting.
func (o *owner) sets(settings map[string]any) {
	o.t.Helper()
	o.changes(o.meeting, map[string]any{"settings": settings})
}

// plans says when the meeting starts.
func (o *owner) plans(start time.Time) {
	o.t.Helper()
	o.changes(o.meeting, map[string]any{"starts_at": start})
}

// guestLink is a link as the API tells it.
type guestLink struct{ ID, URL string }

// changesLink turns switches of the guest link.
func (o *owner) changesLink(change map[string]any) {
	o.t.Helper()
	var links []guestLink
	o.asks(http.MethodGet, o.meeting+"/links", nil, &links)
	o.changes(o.meeting+"/links/"+links[0].ID, change)
}

// makesLink makes a link, and returns its address.
func (o *owner) makesLink(link map[string]any) string {
	o.t.Helper()
	var made guestLink
	o.asks(http.MethodPost, o.meeting+"/links", link, &made)
	return made.URL
}

// startsMeeting starts the meeting, and returns the address at which the owner enters it.
func (o *owner) startsMeeting() string {
	o.t.Helper()
	o.asks(http.MethodPost, o.meeting+"/start", struct{}{}, nil)
	var answer struct{ URL string }
	o.asks(http.MethodPost, o.meeting+"/join", struct{}{}, &answer)
	return answer.URL
}
