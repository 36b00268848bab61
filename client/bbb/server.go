package bbb

import "context"

// checkID is the ID of a meeting that nobody has.
const checkID = "check-of-address-and-secret"

// Server is what a server tells about itself to everyone.
type Server struct {
	// APIVersion is that of the HTTP API, such as "2.0". It says little: it has not changed for years.
	APIVersion string
	// Version is that of BigBlueButton. Operators hide it by default.
	Version string
	// PluginSDKVersion is that of the interface for plugins, from BigBlueButton 3.0 on.
	PluginSDKVersion string
	// GraphQLWebsocketURL is where the browser connects, from BigBlueButton 3.0 on; empty before.
	GraphQLWebsocketURL string
	// GraphQLAPIURL is where the browser asks for what does not change during a meeting, from BigBlueButton 3.0 on.
	GraphQLAPIURL string
}

// Server asks the server about itself. It needs no secret, and so does not tell whether it is right.
func (c *Client) Server(ctx context.Context) (Server, error) {
	var a struct {
		header
		Version    string `xml:"version"`
		APIVersion string `xml:"apiVersion"`
		BBBVersion string `xml:"bbbVersion"`
		PluginSDK  string `xml:"html5PluginSdkVersion"`
		Websocket  string `xml:"graphqlWebsocketUrl"`
		REST       string `xml:"graphqlApiUrl"`
	}
	r := request{call: "version", address: c.base.String(), safe: true}
	if _, err := c.unsigned(ctx, r, xmlInto(&a)); err != nil {
		return Server{}, err
	}
	s := Server{APIVersion: a.APIVersion, Version: a.BBBVersion, PluginSDKVersion: a.PluginSDK,
		GraphQLWebsocketURL: a.Websocket, GraphQLAPIURL: a.REST}
	if s.APIVersion == "" {
		s.APIVersion = a.Version
	}
	return s, nil
}

// Check reports whether address and secret are right: nil, ErrUnreachable, ErrNotBBB or ErrChecksum. It asks for a meeting
// that nobody has, which is the cheapest call that needs the secret. With Auto it also finds out the hash.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.IsMeetingRunning(ctx, checkID)
	return err
}
