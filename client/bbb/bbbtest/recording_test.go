package bbbtest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestMeetingThatWasRecordedLeavesARecording has a moderator record a part of a meeting, on its page.
func TestMeetingThatWasRecordedLeavesARecording(t *testing.T) {
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }})
	m := &meeting{id: "choir", internalID: "choir-1", name: "Choir", record: true, created: now}
	mo, ana := &person{meeting: m, token: "mo", role: moderator, status: allow}, &person{meeting: m, token: "ana", role: viewer, status: allow}
	s.meetings["choir"], s.people["mo"], s.people["ana"] = m, mo, ana
	page := func(path string) string {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w.Body.String()
	}
	if text := page(clientPath + "?sessionToken=ana"); strings.Contains(text, "Start recording") {
		t.Error("a viewer may record")
	}
	page(clientPath + "act?do=record&sessionToken=ana")
	if m.recordingOn {
		t.Error("a viewer has started a recording")
	}
	if text := page(clientPath + "?sessionToken=mo"); !strings.Contains(text, "Start recording") {
		t.Errorf("the moderator cannot record:\n%s", text)
	}
	page(clientPath + "act?do=record&sessionToken=mo")
	if !m.recordingOn {
		t.Fatal("the moderator has not started a recording")
	}
	now = now.Add(time.Hour)
	s.close(m, now)
	now = now.Add(forgetEnded)
	s.tidy()
	if len(s.recordings) != 1 {
		t.Fatalf("there are %d recordings, want one", len(s.recordings))
	}
	r := s.recordings[0]
	if r.MeetingID != "choir" || r.Participants != 2 || r.End.Sub(r.Start) != time.Hour || r.state() != "published" {
		t.Errorf("the recording is %+v", r)
	}
	if text := page(playbackPath + "video/choir-1"); !strings.Contains(text, "24 November 2026, 18:00 UTC") {
		t.Errorf("the recording shows\n%s", text)
	}
	r.Unpublished = true
	if text := page(playbackPath + "video/choir-1"); !strings.Contains(text, "There is no recording here") {
		t.Errorf("what is not published shows\n%s", text)
	}
}
