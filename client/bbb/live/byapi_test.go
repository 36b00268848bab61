package live

import (
	"context"
	"net/url"

	"foyer/client/bbb"
)

// ByAPI joins by the HTTP API, for one who knows the server's secret. The parameters need MeetingID and FullName, which should
// say what the companion is; a UserID lets the server recognise it, and CreateTime binds it to this run of the meeting. Role,
// bot and excludeFromDashboard are set here.
func ByAPI(c *bbb.Client, p bbb.JoinParams) Join {
	p.Role, p.Bot, p.ExcludeFromDashboard = bbb.Moderator, new(true), new(true)
	return func(ctx context.Context) (Session, error) {
		joined, err := c.Join(ctx, p)
		if err != nil {
			return Session{}, err
		}
		s := Session{Token: joined.SessionToken, AuthToken: joined.AuthToken, Cookies: joined.Cookies}
		s.Websocket, err = websocketOf(ctx, holder(c, joined.URL))
		return s, err
	}
}

// holder returns the client of the server that holds the meeting: the caller's, or behind a load balancer the one to which the
// person is sent.
func holder(c *bbb.Client, way string) *bbb.Client {
	to, err := url.Parse(way)
	if err != nil || to.Host == "" {
		return c
	}
	if here, err := url.Parse(c.String()); err == nil && here.Host == to.Host {
		return c
	}
	if other, err := unsigned((&url.URL{Scheme: to.Scheme, Host: to.Host}).String(), nil); err == nil {
		return other
	}
	return c
}
