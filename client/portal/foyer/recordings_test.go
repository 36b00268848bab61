package foyer_test

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"foyer/client/portal"
)

// TestRecordingIsListedHiddenAndDeleted records a meeting on the simulated BigBlueButton from its beginning to its end.
func TestRecordingIsListedHiddenAndDeleted(t *testing.T) {
	p, meeting := house(t)
	ctx := t.Context()
	d, err := p.Details(ctx, portal.MeetingLevel, meeting)
	if err != nil {
		t.Fatal(err)
	}
	d.Settings = map[string]any{"record": true, "create": map[string]string{"autoStartRecording": "true"}}
	if _, err := p.Save(ctx, d); err != nil {
		t.Fatal(err)
	}
	if none, err := p.Recordings(ctx, meeting); err != nil || len(none) != 0 {
		t.Fatalf("before the meeting: %v, %v", none, err)
	}
	address, err := p.Join(ctx, meeting)
	if err != nil {
		t.Fatal(err)
	}
	page(t, address, http.StatusOK)
	if err := p.End(ctx, meeting); err != nil {
		t.Fatal(err)
	}

	all, err := p.Recordings(ctx, meeting)
	if err != nil || len(all) != 1 {
		t.Fatalf("after the meeting: %+v, %v", all, err)
	}
	r := all[0]
	if r.ID == "" || r.Name != "Choir" || r.StartedAt.IsZero() || r.EndedAt.Before(r.StartedAt) || r.Participants != 1 || !r.Published ||
		r.State != "published" || len(r.Formats) != 2 || r.Formats[1].Type != "video" {
		t.Fatalf("the recording is %+v", r)
	}
	if text := page(t, r.Formats[0].URL, http.StatusOK); !strings.Contains(text, "A recording") {
		t.Errorf("it shows\n%s", text)
	}
	if err := p.PublishRecording(ctx, meeting, r.ID, false); err != nil {
		t.Error(err)
	}
	if all, err := p.Recordings(ctx, meeting); err != nil || all[0].Published || all[0].State != "unpublished" {
		t.Errorf("after it was hidden: %+v, %v", all, err)
	}
	page(t, r.Formats[0].URL, http.StatusNotFound)
	if err := p.DeleteRecording(ctx, meeting, r.ID); err != nil {
		t.Error(err)
	}
	refused, ok := errors.AsType[*portal.Error](p.DeleteRecording(ctx, meeting, r.ID))
	if !ok || refused.Code != "unknown_recording" {
		t.Errorf("deleting it again: %v", refused)
	}
}

// page opens an address as a browser does.
func page(t *testing.T, address string, status int) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Jar: jar}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var text strings.Builder
	if err := resp.Write(&text); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Fatalf("%s answers %s\n%s", address, resp.Status, text.String())
	}
	return text.String()
}
