// Package admin is what can be done on the guest server's own computer, on the command line and beside the running server: accounts,
// meetings and guest links. Whoever may write the server's data folder may do it, and needs no password.
package admin

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store"
)

// ErrUsage says that a command was not given as it must be. Its text says how.
var ErrUsage = errors.New("usage")

// Usage is the list of all commands, for the help.
const Usage = `  foyer account list
  foyer account add [--name NAME] [--role moderator|administrator] [--without-password] EMAIL
  foyer account password EMAIL
  foyer account name EMAIL NAME
  foyer account role EMAIL moderator|administrator
  foyer account remove EMAIL
  foyer meeting list
  foyer meeting add [--owner EMAIL] NAME
  foyer meeting link CODE
  foyer meeting remove CODE
  foyer link list CODE
  foyer link new [--personal NAME] [--moderator] CODE
  foyer link off|on CODE
  foyer link expire CODE TIME|never
  foyer link limit CODE NUMBER
`

// Console is where commands are given.
type Console struct {
	In  io.Reader
	Out io.Writer
	// Data is the server's data folder, PublicURL the address under which guests reach the server; commands can name others.
	Data      string
	PublicURL string
}

// Knows reports whether a word begins a command.
func Knows(word string) bool { return word == "account" || word == "meeting" || word == "link" }

// action carries out a command with its arguments.
type action func(ctx context.Context, c *command, args []string) error

// command is one command under way.
type command struct {
	Console
	flags    *flag.FlagSet
	options  options
	accounts *account.Accounts
	meetings *meeting.Meetings
}

// options are the flags of all commands.
type options struct {
	name, role, owner, personal string
	withoutPassword, moderator  bool
}

// find returns the action of a command, how many arguments it needs, and which flags it has.
func find(noun, verb string) (do action, arguments int, flags []string) {
	switch noun + " " + verb {
	case "account list":
		return listAccounts, 0, nil
	case "account add":
		return addAccount, 1, []string{"name", "role", "without-password"}
	case "account password":
		return setPassword, 1, nil
	case "account name":
		return setName, 2, nil
	case "account role":
		return setRole, 2, nil
	case "account remove":
		return removeAccount, 1, nil
	case "meeting list":
		return listMeetings, 0, nil
	case "meeting add":
		return addMeeting, 1, []string{"owner"}
	case "meeting link":
		return showLink, 1, nil
	case "meeting remove":
		return removeMeeting, 1, nil
	case "link list":
		return listLinks, 1, nil
	case "link new":
		return newLink, 1, []string{"personal", "moderator"}
	case "link off", "link on":
		return switchLink(verb == "off"), 1, nil
	case "link expire":
		return expireLink, 2, nil
	case "link limit":
		return limitLink, 2, nil
	}
	return nil, 0, nil
}

// Run carries out a command, such as account list, on the database of the data folder. It returns ErrUsage, wrapped, for one that is
// none; other errors say in a sentence what to do.
func Run(ctx context.Context, console Console, args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("%w:\n%s", ErrUsage, Usage)
	}
	do, arguments, flags := find(args[0], args[1])
	if do == nil {
		return fmt.Errorf("%w: there is no command %.40q:\n%s", ErrUsage, args[0]+" "+args[1], Usage)
	}
	c := &command{Console: console}
	c.define(flags)
	if err := c.flags.Parse(args[2:]); err != nil {
		return fmt.Errorf("%w: foyer %s %s: %w; flags come before the other words", ErrUsage, args[0], args[1], err)
	}
	if c.flags.NArg() != arguments {
		return fmt.Errorf("%w: foyer %s %s needs other words than these:\n%s", ErrUsage, args[0], args[1], Usage)
	}
	s, err := store.OpenBeside(ctx, c.Data)
	if err != nil {
		return explain(err, c.Data)
	}
	c.accounts, c.meetings = account.New(s), meeting.New(s)
	return errors.Join(explain(do(ctx, c, c.flags.Args()), c.Data), s.Close())
}

// define defines those of the flags that a command has.
func (c *command) define(names []string) {
	c.flags = flag.NewFlagSet("", flag.ContinueOnError)
	c.flags.SetOutput(io.Discard)
	c.flags.StringVar(&c.Data, "data", c.Data, "")
	c.flags.StringVar(&c.PublicURL, "public-url", c.PublicURL, "")
	for _, name := range names {
		switch name {
		case "name":
			c.flags.StringVar(&c.options.name, name, "", "")
		case "role":
			c.flags.StringVar(&c.options.role, name, string(account.Moderator), "")
		case "without-password":
			c.flags.BoolVar(&c.options.withoutPassword, name, false, "")
		case "owner":
			c.flags.StringVar(&c.options.owner, name, "", "")
		case "personal":
			c.flags.StringVar(&c.options.personal, name, "", "")
		case "moderator":
			c.flags.BoolVar(&c.options.moderator, name, false, "")
		}
	}
}

// explain returns an error as a sentence that says what to do.
func explain(err error, folder string) error {
	switch {
	case errors.Is(err, store.ErrNone):
		return fmt.Errorf("there is no Foyer in the folder %s: start the server once, or name its folder with --data", folder)
	case errors.Is(err, store.ErrVersion):
		return errors.New("the server is of another version than this program: use the program that it was started with")
	case errors.Is(err, account.ErrUnknown):
		return errors.New("there is no such account: foyer account list shows them")
	case errors.Is(err, account.ErrEmailTaken):
		return errors.New("there is an account with this e-mail address already")
	case errors.Is(err, account.ErrLastAdministrator):
		return errors.New("this is the last administrator: make somebody else one first")
	case errors.Is(err, meeting.ErrUnknown):
		return errors.New("there is no such meeting or link: foyer meeting list shows them")
	}
	return err
}

// table prints rows in columns. What people have typed cannot control the terminal.
func (c *command) table(rows [][]string) error {
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = printable(cell)
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	return w.Flush()
}

// printable returns a text without what controls a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
}
