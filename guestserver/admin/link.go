package admin

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"time"

	"foyer/guestserver/meeting"
)

// byCode finds a meeting and the link that names it, however the code is typed, also one that leads nowhere any more. A whole link
// will do as well.
func (c *command) byCode(ctx context.Context, code string) (meeting.Meeting, meeting.Link, error) {
	m, l, err := c.meetings.MeetingByCode(ctx, path.Base(code))
	if errors.Is(err, meeting.ErrSwitchedOff) || errors.Is(err, meeting.ErrExpired) || errors.Is(err, meeting.ErrReplaced) {
		err = nil
	}
	return m, l, err
}

func listLinks(ctx context.Context, c *command, args []string) error {
	m, _, err := c.byCode(ctx, args[0])
	if err != nil {
		return err
	}
	links, err := c.meetings.Links(ctx, m.ID)
	if err != nil {
		return err
	}
	rows := [][]string{{"KIND", "FOR", "AS", "STATE", "LIMIT", "LINK"}}
	for _, l := range links {
		rows = append(rows, []string{string(l.Kind), l.Name, string(l.Role), state(l), limit(l), c.url(l.Code)})
	}
	return c.table(rows)
}

// state returns how a link stands, in a word or two.
func state(l meeting.Link) string {
	switch {
	case l.Off:
		return "off"
	case l.ExpiresAt.IsZero():
		return "on"
	}
	return "until " + l.ExpiresAt.Local().Format(time.DateTime)
}

func limit(l meeting.Link) string {
	if l.Limit == 0 {
		return ""
	}
	return strconv.Itoa(l.Limit)
}

// newLink makes a personal link, or a new guest link in place of the old one, and shows it.
func newLink(ctx context.Context, c *command, args []string) error {
	m, _, err := c.byCode(ctx, args[0])
	if err != nil {
		return err
	}
	l, err := c.makeLink(ctx, m)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.url(l.Code))
	return nil
}

func (c *command) makeLink(ctx context.Context, m meeting.Meeting) (meeting.Link, error) {
	if c.options.personal == "" && c.options.moderator {
		return meeting.Link{}, fmt.Errorf("%w: --moderator needs --personal", ErrUsage)
	}
	if c.options.personal == "" {
		return c.meetings.NewGuestLink(ctx, m.ID)
	}
	l := meeting.Link{MeetingID: m.ID, Name: c.options.personal}
	if c.options.moderator {
		l.Role = meeting.EntersAsModerator
	}
	return c.meetings.NewPersonalLink(ctx, l)
}

// changeLink changes the link of a code.
func changeLink(ctx context.Context, c *command, code string, change func(*meeting.Link)) error {
	_, l, err := c.byCode(ctx, code)
	if err != nil {
		return err
	}
	if l.ReplacedBy != "" {
		return errors.New("this link was replaced by a new one: foyer meeting link shows it")
	}
	change(&l)
	_, err = c.meetings.UpdateLink(ctx, l)
	return err
}

func switchLink(off bool) action {
	return func(ctx context.Context, c *command, args []string) error {
		return changeLink(ctx, c, args[0], func(l *meeting.Link) { l.Off = off })
	}
}

func expireLink(ctx context.Context, c *command, args []string) error {
	var at time.Time
	if args[1] != "never" {
		var err error
		if at, err = time.Parse(time.RFC3339, args[1]); err != nil {
			return fmt.Errorf("%w: the time must be never, or look like 2026-12-31T18:00:00+01:00", ErrUsage)
		}
	}
	return changeLink(ctx, c, args[0], func(l *meeting.Link) { l.ExpiresAt = at })
}

func limitLink(ctx context.Context, c *command, args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 0 {
		return fmt.Errorf("%w: the limit must be a number of guests, or 0 for no limit", ErrUsage)
	}
	return changeLink(ctx, c, args[0], func(l *meeting.Link) { l.Limit = n })
}
