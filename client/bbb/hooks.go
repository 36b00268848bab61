package bbb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Hook is an address that bbb-webhooks, an optional part of a BigBlueButton server, posts events to.
type Hook struct {
	// ID is the server's number of the hook.
	ID          string
	CallbackURL string
	// MeetingID is the meeting whose events are posted; empty for all meetings.
	MeetingID string
	// Events are the kinds of event that are posted, such as "meeting-ended" or "user-joined"; empty for all.
	Events []string
	// Raw asks for the events in BigBlueButton's inner form.
	Raw bool
	// Permanent says that the server's operator has set up the hook; it cannot be destroyed.
	Permanent bool
	// Duplicate says that CreateHook found the hook instead of making it.
	Duplicate bool
}

type hookAnswer struct {
	ID          string `xml:"hookID"`
	CallbackURL string `xml:"callbackURL"`
	MeetingID   string `xml:"meetingID"`
	EventID     string `xml:"eventID"`
	Permanent   bool   `xml:"permanentHook"`
	Raw         bool   `xml:"rawData"`
}

// CreateHook asks for events at h.CallbackURL, which the server must be able to reach. Of the other fields MeetingID, Events and
// Raw count. A hook of this URL that exists is found and left as it is.
func (c *Client) CreateHook(ctx context.Context, h Hook) (Hook, error) {
	const call = "hooks/create"
	if h.CallbackURL == "" {
		return Hook{}, invalid(call, "the callback URL is missing")
	}
	q := newQuery(call)
	q.add("callbackURL", h.CallbackURL)
	q.text("meetingID", h.MeetingID)
	q.list("eventID", h.Events)
	if h.Raw {
		q.add("getRaw", "true")
	}
	var a struct {
		header
		hookAnswer
	}
	if _, err := c.get(ctx, q, &a); err != nil {
		return Hook{}, err
	}
	if a.ID == "" {
		return Hook{}, lacking(call, "hookID")
	}
	h.ID, h.Permanent, h.Duplicate = a.ID, a.Permanent, a.MessageKey == "duplicateWarning"
	return h, nil
}

// Hooks returns the hooks that get the events of a meeting, or all hooks for an empty ID.
func (c *Client) Hooks(ctx context.Context, meetingID string) ([]Hook, error) {
	q := newQuery("hooks/list")
	q.text("meetingID", meetingID)
	var a struct {
		header
		Hooks []hookAnswer `xml:"hooks>hook"`
	}
	if _, err := c.get(ctx, q, &a); err != nil {
		return nil, err
	}
	hooks := make([]Hook, len(a.Hooks))
	for i, h := range a.Hooks {
		hooks[i] = Hook{ID: h.ID, CallbackURL: h.CallbackURL, MeetingID: h.MeetingID, Raw: h.Raw, Permanent: h.Permanent}
		if h.EventID != "" {
			hooks[i].Events = strings.Split(h.EventID, ",")
		}
	}
	return hooks, nil
}

// DestroyHook ends a hook. ErrNotFound says that there is none of this ID.
func (c *Client) DestroyHook(ctx context.Context, id string) error {
	if id == "" {
		return invalid("hooks/destroy", "the hook's ID is missing")
	}
	q := newQuery("hooks/destroy")
	q.add("hookID", id)
	var a struct{ header }
	_, err := c.once(ctx, q, &a)
	return err
}

// PingHooks reports whether the server has bbb-webhooks: nil, or an error of kind ErrNotBBB or ErrUnreachable. It needs no
// secret. The answer is a line of plain text.
func (c *Client) PingHooks(ctx context.Context) error {
	r := request{call: "hooks/ping", address: c.base.String() + "/hooks/ping", safe: true, limit: maxErrors}
	_, err := c.unsigned(ctx, r, func(body io.Reader) (*header, error) {
		text, err := io.ReadAll(body)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotBBB, err)
		}
		if !strings.HasPrefix(strings.TrimSpace(string(text)), "bbb-webhooks") {
			return nil, fmt.Errorf("%w: %w", ErrNotBBB, errors.New("bbb-webhooks does not answer"))
		}
		return &header{ReturnCode: success}, nil
	})
	return err
}
