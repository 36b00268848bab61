package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"foyer/client/bbb/bbbtest"
)

// visitor is a browser on the page.
type visitor struct {
	t      *testing.T
	client *http.Client
	base   string
}

func visit(t *testing.T, o bbbtest.Options) visitor {
	t.Helper()
	o.Secret = "tulip"
	sim := bbbtest.New(o)
	h, err := newConsole(sim, o.Secret)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return visitor{t, &http.Client{Jar: jar}, server.URL}
}

// press presses a button and returns the page to which it leads.
func (v visitor) press(button string, form url.Values) string {
	v.t.Helper()
	resp, err := v.client.PostForm(v.base+"/"+button, form)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return string(text)
}

func (v visitor) sees(page string, parts ...string) {
	v.t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			v.t.Errorf("%q is missing in\n%s", part, page)
		}
	}
}

func TestPersonOpensAMeetingAndComesIn(t *testing.T) {
	v := visit(t, bbbtest.Options{})
	v.sees(v.press("create", url.Values{"id": {"choir"}, "name": {"Choir & Co"}, "policy": {"ASK_MODERATOR"}}),
		"Choir &amp; Co", "0 inside")
	v.sees(v.press("join", url.Values{"id": {"choir"}, "name": {"Mo"}, "as": {"moderator"}}), "You are in the meeting", "Moderator")
	v.sees(v.press("join", url.Values{"id": {"choir"}, "name": {"Ana"}, "as": {"guest"}}), "Please wait")
	v.sees(v.press("join", url.Values{"id": {"choir"}, "name": {"Max"}, "as": {"member"}}), "You are in the meeting", "Mo")
	v.sees(v.press("record", url.Values{"id": {"choir"}, "on": {"true"}}), "2 inside, 1 of them")
	v.sees(v.press("fault", url.Values{"fault": {"1"}}), "server not reachable")
	v.sees(v.press("fault", url.Values{"fault": {"0"}}), "2 inside")
	v.press("drop", nil)
	v.press("end", url.Values{"id": {"choir"}})
	v.sees(v.press("join", url.Values{"id": {"choir"}, "name": {"Ana"}, "as": {"guest"}}), "The meeting has ended")
}

func TestForeignPageCannotPressButtons(t *testing.T) {
	v := visit(t, bbbtest.Options{})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.base+"/drop", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestProgramServesUntilItIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-listen", "127.0.0.1:0"}) }()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), []string{"-listen", "nowhere"}); err == nil {
		t.Error("listens nowhere")
	}
}
