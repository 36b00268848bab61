package bbb

import "context"

// Server is what a server tells about itself to everyone.
type Server struct {
	// APIVersion is that of the HTTP API, such as "2.0". It says little: it has not changed for years.
	APIVersion string
	// Version is that of BigBlueButton. Operators hide it by default.
	Version string
	// GraphQLWebsocketURL is where the browser connects, from BigBlueButton 3.0 on; empty before.
	GraphQLWebsocketURL string
}

// Server asks the server about itself. It needs no secret, and so does not tell whether it is right.
func (c *Client) Server(ctx context.Context) (Server, error) {
	var a struct {
		header
		Version    string `xml:"version"`
		APIVersion string `xml:"apiVersion"`
		BBBVersion string `xml:"bbbVersion"`
		Websocket  string `xml:"graphqlWebsocketUrl"`
	}
	if _, err := c.fetch(ctx, "version", c.base.String(), &a); err != nil {
		return Server{}, err
	}
	s := Server{APIVersion: a.APIVersion, Version: a.BBBVersion, GraphQLWebsocketURL: a.Websocket}
	if s.APIVersion == "" {
		s.APIVersion = a.Version
	}
	return s, nil
}

// Check reports whether address and secret are right: nil, ErrUnreachable, ErrNotBBB or ErrChecksum. It asks for a meeting
// that nobody has, which is the cheapest call that needs the secret.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.IsMeetingRunning(ctx, "check-of-address-and-secret")
	return err
}
