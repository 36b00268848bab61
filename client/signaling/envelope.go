// Package signaling speaks OpenTalk's signaling protocol, which is also Foyer's moderation protocol: JSON messages
// over a websocket that a client opens with a ticket.
//
// The messages are of dialect A, the one that the OpenTalk controller spoke up to version 0.33; what OpenTalk lacks
// is added in the namespace "foyer". Both ends use the types of this package: the guest server decodes commands and
// encodes events, the desk encodes commands and decodes events. docs/protocol.md describes every message.
package signaling

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Subprotocol is the websocket subprotocol that both ends agree on.
const Subprotocol = "opentalk-signaling-json-v1.0"

// ticketPrefix marks the ticket among the subprotocols that a client offers.
const ticketPrefix = "ticket#"

// MaxFrame is the longest frame in bytes that either end accepts from a client. Events to a client may be longer, since a
// moderator's join_success carries everyone who waits.
const MaxFrame = 64 << 10

// Namespaces of the protocol.
const (
	Control    = "control"
	Moderation = "moderation"
	Foyer      = "foyer"
	Echo       = "echo"
)

// Errors that DecodeCommand returns.
var (
	// ErrInvalidJSON is returned for a frame that is no JSON of the expected form.
	ErrInvalidJSON = errors.New("invalid_json")
	// ErrInvalidNamespace is returned for a namespace that this package does not know.
	ErrInvalidNamespace = errors.New("invalid_namespace")
)

// A Command is what a client asks of the server.
type Command interface {
	// command returns the namespace and the action.
	command() (namespace, action string)
}

// NamespaceOf returns the namespace of a command.
func NamespaceOf(c Command) string {
	namespace, _ := c.command()
	return namespace
}

// An Event is what the server tells a client.
type Event interface {
	// event returns the namespace and the message.
	event() (namespace, message string)
}

// Unknown is an event that this package does not know. A client ignores it, so that servers can learn new ones.
type Unknown struct {
	Namespace string `json:"-"`
	Message   string `json:"-"`
}

func (u Unknown) event() (string, string) { return u.Namespace, u.Message }

// envelope is the frame around every message.
type envelope struct {
	Namespace string          `json:"namespace"`
	Timestamp *time.Time      `json:"timestamp,omitempty"`
	Payload   json.RawMessage `json:"payload"`
}

// TicketProtocol returns the subprotocol token that carries ticket.
func TicketProtocol(ticket string) string { return ticketPrefix + ticket }

// TicketFrom returns the ticket among the subprotocols that a client offers, and whether there is one.
func TicketFrom(protocols []string) (string, bool) {
	for _, p := range protocols {
		if len(p) > len(ticketPrefix) && p[:len(ticketPrefix)] == ticketPrefix {
			return p[len(ticketPrefix):], true
		}
	}
	return "", false
}

// EncodeCommand returns the frame of a command.
func EncodeCommand(c Command) ([]byte, error) {
	namespace, action := c.command()
	return encode(envelope{Namespace: namespace}, "action", action, c)
}

// EncodeEvent returns the frame of an event that happened at the time now.
func EncodeEvent(e Event, now time.Time) ([]byte, error) {
	namespace, message := e.event()
	now = now.UTC()
	return encode(envelope{Namespace: namespace, Timestamp: &now}, "message", message, e)
}

// DecodeCommand reads a frame that a client sent. Fields that it does not know are ignored. The error is
// ErrInvalidNamespace or ErrInvalidJSON, wrapped; an unknown action counts as the latter, as it does at OpenTalk.
func DecodeCommand(frame []byte) (Command, error) {
	env, kind, err := open(frame, "action")
	if err != nil {
		return nil, err
	}
	c := newCommand(env.Namespace, kind)
	if c == nil {
		if !knownNamespace(env.Namespace) {
			return nil, fmt.Errorf("decode command: %w: %.40q", ErrInvalidNamespace, env.Namespace)
		}
		return nil, fmt.Errorf("decode command: %w: unknown action %.40q", ErrInvalidJSON, kind)
	}
	if err := json.Unmarshal(env.Payload, c); err != nil {
		return nil, fmt.Errorf("decode command %s/%s: %w: %v", env.Namespace, kind, ErrInvalidJSON, err)
	}
	if named, ok := c.(interface{ complete() bool }); ok && !named.complete() {
		return nil, fmt.Errorf("decode command %s/%s: %w: a field is missing", env.Namespace, kind, ErrInvalidJSON)
	}
	return c, nil
}

// DecodeEvent reads a frame that a server sent, and the time that stands on it. A message that it does not know comes back
// as Unknown.
func DecodeEvent(frame []byte) (Event, time.Time, error) {
	env, kind, err := open(frame, "message")
	if err != nil {
		return nil, time.Time{}, err
	}
	var at time.Time
	if env.Timestamp != nil {
		at = *env.Timestamp
	}
	e := newEvent(env.Namespace, kind)
	if e == nil {
		return Unknown{env.Namespace, kind}, at, nil
	}
	if err := json.Unmarshal(env.Payload, e); err != nil {
		return nil, at, fmt.Errorf("decode event %s/%s: %w: %v", env.Namespace, kind, ErrInvalidJSON, err)
	}
	return e, at, nil
}

// encode writes body into the envelope's payload, with its kind as the first field.
func encode(env envelope, field, kind string, body any) ([]byte, error) {
	fields, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode %s/%s: %w", env.Namespace, kind, err)
	}
	payload := fmt.Appendf(make([]byte, 0, len(fields)+len(field)+len(kind)+8), `{%q:%q`, field, kind)
	if len(fields) > len("{}") {
		payload = append(payload, ',')
	}
	env.Payload = append(payload, fields[1:]...)
	return json.Marshal(env)
}

// open reads the envelope, and the payload's kind.
func open(frame []byte, field string) (envelope, string, error) {
	var env envelope
	if err := json.Unmarshal(frame, &env); err != nil {
		return env, "", fmt.Errorf("open envelope: %w: %v", ErrInvalidJSON, err)
	}
	var kind struct {
		Action  string `json:"action"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(env.Payload, &kind); err != nil {
		return env, "", fmt.Errorf("open payload: %w: %v", ErrInvalidJSON, err)
	}
	if field == "action" {
		return env, kind.Action, nil
	}
	return env, kind.Message, nil
}

func knownNamespace(n string) bool {
	return n == Control || n == Moderation || n == Foyer || n == Echo
}
