package live

import (
	"encoding/json"
	"fmt"
)

// protocol is the websocket's subprotocol.
const protocol = "graphql-transport-ws"

// maxFrame is the longest frame in bytes that is read. A row of the lobby has about 300 bytes.
const maxFrame = 16 << 20

// frame is a message of graphql-transport-ws.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// operation is the payload of a frame that begins a subscription or a mutation.
type operation struct {
	Variables map[string]any `json:"variables"`
	// Extensions is always empty. The server's examples have it.
	Extensions struct{} `json:"extensions"`
	Name       string   `json:"operationName"`
	Query      string   `json:"query"`
}

// encodeFrame returns a frame's text. The server looks for parts of it as they stand, so it has no blanks.
func encodeFrame(id, kind string, payload any) ([]byte, error) {
	f := frame{ID: id, Type: kind}
	if payload != nil {
		text, err := json.Marshal(payload)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", kind, err)
		}
		f.Payload = text
	}
	return json.Marshal(f)
}

// decodeFrame reads a frame.
func decodeFrame(text []byte) (frame, error) {
	var f frame
	if err := json.Unmarshal(text, &f); err != nil {
		return frame{}, fmt.Errorf("read frame: %w", err)
	}
	if f.Type == "" {
		return frame{}, fmt.Errorf("read frame: it has no type")
	}
	return f, nil
}

// rows returns the rows of the one root field of a result. A result of GraphQL can also be errors.
func (f frame) rows() (json.RawMessage, error) {
	var p struct {
		Data   map[string]json.RawMessage `json:"data"`
		Errors []struct{ Message string } `json:"errors"`
	}
	if err := json.Unmarshal(f.Payload, &p); err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	if len(p.Errors) > 0 {
		return nil, fmt.Errorf("read result: %.200q", p.Errors[0].Message)
	}
	for _, rows := range p.Data {
		return rows, nil
	}
	return nil, fmt.Errorf("read result: it has no data")
}

// message returns the text of the frame "error".
func (f frame) message() string {
	var list []struct{ Message string }
	if json.Unmarshal(f.Payload, &list) != nil || len(list) == 0 {
		return "no reason given"
	}
	return list[0].Message
}
