package admin

import (
	"context"
	"fmt"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
)

// listMeetings shows all meetings, of whatever group and room.
func listMeetings(ctx context.Context, c *command, _ []string) error {
	groups, err := c.meetings.Groups(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"NAME", "GROUP", "ROOM", "POLICY", "GUEST LINK"}}
	for _, g := range groups {
		rooms, err := c.meetings.Rooms(ctx, g.ID)
		if err != nil {
			return err
		}
		for _, r := range rooms {
			meetings, err := c.meetings.In(ctx, r.ID)
			if err != nil {
				return err
			}
			for _, m := range meetings {
				rows = append(rows, []string{m.Name, g.Name, r.Name, string(m.GuestPolicy), c.url(m.GuestCode)})
			}
		}
	}
	return c.table(rows)
}

// addMeeting makes a meeting in the first room, for an account or for the first administrator, and shows its guest link.
func addMeeting(ctx context.Context, c *command, args []string) error {
	owner, err := c.owner(ctx)
	if err != nil {
		return err
	}
	m, err := c.meetings.Create(ctx, owner.ID, args[0], false)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.url(m.GuestCode))
	return nil
}

func (c *command) owner(ctx context.Context) (account.Account, error) {
	if c.options.owner == "" {
		return c.accounts.Administrator(ctx)
	}
	return c.accounts.ByEmail(ctx, c.options.owner)
}

// showLink shows a meeting's guest link, also when an old one is named.
func showLink(ctx context.Context, c *command, args []string) error {
	m, _, err := c.byCode(ctx, args[0])
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.url(m.GuestCode))
	return nil
}

func removeMeeting(ctx context.Context, c *command, args []string) error {
	m, _, err := c.byCode(ctx, args[0])
	if err != nil {
		return err
	}
	return c.meetings.RemoveMeeting(ctx, m.ID, m.Version)
}

func (c *command) url(code string) string { return meeting.GuestURL(c.PublicURL, code) }
