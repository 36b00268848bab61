package signaling

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each example of docs/protocol.md is a message that this package reads and would write just so, and each message of the namespace foyer has
// one.
func TestExamplesOfTheDocument(t *testing.T) {
	document, err := os.ReadFile("../../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for line := range strings.Lines(string(document)) {
		if !strings.HasPrefix(line, `{"namespace"`) {
			continue
		}
		kind, again := roundTrip(t, line)
		shown = append(shown, kind)
		var want bytes.Buffer
		if err := json.Compact(&want, []byte(strings.TrimSpace(line))); err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(strings.ReplaceAll(again, `\u003c`, "<"), `\u003e`, ">"); got != want.String() {
			t.Errorf("the example is\n%s\nand would be written\n%s", want.String(), got)
		}
	}
	for _, action := range FoyerActions() {
		if !slices.Contains(shown, "action "+action) {
			t.Errorf("%s has no example", action)
		}
	}
	for _, message := range []string{
		"denied", "decided", "undone", "remembered", "policy_changed", "rules_changed", "said", "renamed", "blocked", "unblocked",
		"queue_shown", "queue", "attendance", "meeting_started", "meeting_ended",
	} {
		if !slices.Contains(shown, "message "+message) {
			t.Errorf("%s has no example", message)
		}
	}
}

// roundTrip returns what an example is, and how this package writes it.
func roundTrip(t *testing.T, example string) (kind, again string) {
	t.Helper()
	var frame []byte
	if c, err := DecodeCommand([]byte(example)); err == nil {
		_, action := c.command()
		if frame, err = EncodeCommand(c); err != nil {
			t.Fatal(err)
		}
		return "action " + action, string(frame)
	}
	e, at, err := DecodeEvent([]byte(example))
	if err != nil {
		t.Fatalf("%s: %v", example, err)
	}
	if frame, err = EncodeEvent(e, at.Truncate(time.Second)); err != nil {
		t.Fatal(err)
	}
	_, message := e.event()
	return "message " + message, string(frame)
}
