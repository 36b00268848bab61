package bbb

import "context"

// SessionParams say what a further session of a person is to be.
type SessionParams struct {
	// Replace ends the session that asks once the new one begins.
	Replace bool
	// Name tells the sessions of one person apart.
	Name          string
	EnforceLayout string
	// UserData are settings of the new session's client, sent as userdata-NAME.
	UserData map[string]string
}

// SessionJoinURL asks by getJoinUrl for an address by which the person of a Join enters once more, such as on a second screen,
// from BigBlueButton 3.0 on. The session's cookie counts, not the secret. Behind a load balancer it needs a client of the
// server that holds the meeting.
func (c *Client) SessionJoinURL(ctx context.Context, j Joined, p SessionParams) (string, error) {
	const call = "getJoinUrl"
	if j.SessionToken == "" {
		return "", invalid(call, "there is no session token")
	}
	q := newQuery(call)
	q.add("sessionToken", j.SessionToken)
	if p.Replace {
		q.add("replaceSession", "true")
	}
	q.text("sessionName", p.Name)
	q.text("enforceLayout", p.EnforceLayout)
	for _, name := range sortedNames(p.UserData) {
		q.add("userdata-"+name, p.UserData[name])
	}
	var a struct {
		header
		URL string `xml:"url" json:"url"`
	}
	r := request{call: call, address: c.base.String() + "/" + call + "?" + string(q.raw()), cookies: j.Cookies, safe: true}
	if _, err := c.unsigned(ctx, r, anyInto(&a)); err != nil {
		return "", err
	}
	if a.URL == "" {
		return "", lacking(call, "url")
	}
	return a.URL, nil
}
