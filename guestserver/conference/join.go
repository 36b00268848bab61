package conference

import (
	"context"
	"fmt"

	"foyer/client/bbb"
	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// companionSuffix tells a moderator's companion from the moderator, and companionName says to everyone what it is.
const (
	companionSuffix = "-companion"
	companionName   = "%s (Foyer)"
)

// JoinURL returns the address that takes a guest, and nobody else, into the present run of the meeting. The meeting is created if needed,
// when a moderator let the guest in, or when guests may start it: otherwise meeting.ErrNotRunning says that the guest has to wait.
// It returns lobby.ErrConference and lobby.ErrSetup, wrapped.
func (c *Conference) JoinURL(ctx context.Context, g lobby.Guest) (string, error) {
	m, err := c.Meetings.Meeting(ctx, g.MeetingID)
	if err != nil {
		return "", fmt.Errorf("take guest in: %w", err)
	}
	e := m.Effective
	if link := e.ConferenceLink.Value; link != "" {
		return link, nil
	}
	createTime, err := c.runFor(ctx, m, g)
	if err != nil {
		return "", err
	}
	p := bbb.JoinParams{
		MeetingID: m.ID, FullName: g.Name, Role: bbb.Viewer, UserID: g.ID, Guest: new(true), CreateTime: createTime,
		Extra: parameters(e.Join, ""),
	}
	// BigBlueButton's own lobby holds no moderators: there nobody but a moderator inside the meeting can make them.
	if (e.AllModerators.Value || g.Role == lobby.RoleModerator) && !e.WaitsInBigBlueButton() {
		p.Role = bbb.Moderator
	}
	return c.sign(ctx, m, p)
}

// runFor returns the createTime of the run that a guest enters.
func (c *Conference) runFor(ctx context.Context, m meeting.Meeting, g lobby.Guest) (int64, error) {
	decided := g.DecidedBy.ID != ""
	if decided || g.Role == lobby.RoleModerator || m.Effective.WhoMayStart.Value == meeting.GuestsStart {
		return c.start(ctx, m)
	}
	s, err := c.look(ctx, m.ID)
	if err != nil {
		return 0, err
	}
	if !s.running {
		return 0, meeting.ErrNotRunning
	}
	return s.createTime, nil
}

// JoinMember returns the address that takes a signed-in person into a meeting with the role that the account has there, and never as a
// guest. Moderators start the meeting if it does not run; members get meeting.ErrNotRunning then, unless guests may start it. It
// returns meeting.ErrUnknown for an account without a role, and the errors of JoinURL.
func (c *Conference) JoinMember(ctx context.Context, meetingID string, acc account.Account) (string, error) {
	role, err := c.Meetings.Access(ctx, acc.ID, meetingID)
	if err != nil {
		return "", fmt.Errorf("take member in: %w", err)
	}
	if role.AtLeast(meeting.RoleModerator) {
		return c.JoinModerator(ctx, meetingID, acc, false)
	}
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return "", fmt.Errorf("take member in: %w", err)
	}
	if link := m.Effective.ConferenceLink.Value; link != "" {
		return link, nil
	}
	createTime, err := c.runFor(ctx, m, lobby.Guest{})
	if err != nil {
		return "", err
	}
	p := member(m, acc, createTime)
	if m.Effective.AllModerators.Value {
		p.Role = bbb.Moderator
	}
	return c.sign(ctx, m, p)
}

// JoinModerator returns the address that takes an account that may moderate a meeting into it, and starts it if it does not run. A
// companion is a visible further user that says what it is; its address is for a program and not for a browser. It starts nothing. It
// returns meeting.ErrUnknown for an account that may not moderate, and the errors of JoinURL.
func (c *Conference) JoinModerator(ctx context.Context, meetingID string, acc account.Account, companion bool) (string, error) {
	role, err := c.Meetings.Access(ctx, acc.ID, meetingID)
	if err != nil {
		return "", fmt.Errorf("take moderator in: %w", err)
	}
	if !role.AtLeast(meeting.RoleModerator) {
		return "", fmt.Errorf("take moderator in: %w", meeting.ErrUnknown)
	}
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return "", fmt.Errorf("take moderator in: %w", err)
	}
	if link := m.Effective.ConferenceLink.Value; link != "" {
		return link, nil
	}
	createTime, err := c.runForModerator(ctx, m, companion)
	if err != nil {
		return "", err
	}
	p := member(m, acc, createTime)
	p.Role = bbb.Moderator
	if companion {
		p.UserID, p.FullName = acc.ID+companionSuffix, fmt.Sprintf(companionName, acc.Name)
		p.Bot, p.ExcludeFromDashboard = new(true), new(true)
	}
	return c.sign(ctx, m, p)
}

// runForModerator returns the createTime of the run that a moderator enters. A companion comes to a run that is there, perhaps with
// nobody inside but guests in BigBlueButton's lobby.
func (c *Conference) runForModerator(ctx context.Context, m meeting.Meeting, companion bool) (int64, error) {
	if !companion {
		return c.start(ctx, m)
	}
	s, err := c.look(ctx, m.ID)
	if err == nil && s.createTime == 0 {
		err = meeting.ErrNotRunning
	}
	return s.createTime, err
}

// member returns the parameters of someone whom no guest policy holds.
func member(m meeting.Meeting, acc account.Account, createTime int64) bbb.JoinParams {
	return bbb.JoinParams{
		MeetingID: m.ID, FullName: acc.Name, Role: bbb.Viewer, UserID: acc.ID, Guest: new(false), CreateTime: createTime,
		Extra: parameters(m.Effective.Join, ""),
	}
}

// sign returns the address of a join, past load balancers if the settings say so. Settings for all that set what this join sets itself
// give way.
func (c *Conference) sign(ctx context.Context, m meeting.Meeting, p bbb.JoinParams) (string, error) {
	if p.Bot != nil {
		p.Extra.Del("excludeFromDashboard")
	}
	address, err := c.BBB.JoinURL(p)
	if err != nil {
		return "", fmt.Errorf("sign join URL: %w: %w", kindOf(err), err)
	}
	if m.Effective.FollowRedirects.Value && c.HTTP != nil {
		address = c.follow(ctx, address)
	}
	return address, nil
}
