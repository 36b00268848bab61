//go:build linux

package benchtest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
)

// visitor is a guest with a browser of its own: connections, cookies, pages.
type visitor struct {
	*server
	name   string
	client *http.Client
	ws     *websocket.Conn
}

// visit opens the guest link.
func (s *server) visit(b *testing.B, name string) *visitor {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	v := &visitor{server: s, name: name, client: &http.Client{
		Transport: &http.Transport{}, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if _, err := v.expect(http.StatusOK)(v.client.Get(s.guestURL)); err != nil {
		b.Fatal(err)
	}
	return v
}

// expect returns what checks an answer, reads it to its end and returns where it redirects to.
func (v *visitor) expect(status int) func(*http.Response, error) (string, error) {
	return func(resp *http.Response, err error) (string, error) {
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return "", err
		}
		if resp.StatusCode != status {
			return "", fmt.Errorf("%s %s: status %d", resp.Request.Method, resp.Request.URL.Path, resp.StatusCode)
		}
		return resp.Header.Get("Location"), nil
	}
}

// knock sends the form.
func (v *visitor) knock() error {
	_, err := v.expect(http.StatusSeeOther)(v.client.PostForm(v.guestURL, url.Values{"name": {v.name}}))
	return err
}

// attend opens the websocket, as the waiting page does.
func (v *visitor) attend() error {
	started, err := v.start(v.client, "")
	if err != nil {
		return err
	}
	v.ws, err = dial(v.signaling(), signaling.TicketProtocol(started.Ticket), signaling.Subprotocol)
	if err != nil {
		return err
	}
	return join(v.ws, "")
}

// enter waits until the guest is told that it is accepted, and returns the address that the waiting page then sends it to.
func (v *visitor) enter() (string, error) {
	for accepted := false; !accepted; { // Before that the guest is told its place in the queue.
		_, frame, err := v.ws.ReadMessage()
		if err != nil {
			return "", fmt.Errorf("wait to be accepted: %w", err)
		}
		accepted = strings.Contains(string(frame), `"accepted"`)
	}
	address, err := v.expect(http.StatusSeeOther)(v.client.Get(v.guestURL + "/wait"))
	if err != nil {
		return "", err
	}
	if !strings.Contains(address, "/bigbluebutton/api/join?") {
		return "", fmt.Errorf("led to %s instead of the meeting", address)
	}
	return address, nil
}

func (v *visitor) leave() {
	v.client.CloseIdleConnections()
	if v.ws != nil {
		v.ws.Close()
	}
}
