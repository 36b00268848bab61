package guestserver

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
)

// Credentials sign someone in.
type Credentials struct {
	Email    string
	Password string
}

// FirstCredentials returns the administrator that this start has made, nil if there was one. The password is kept nowhere else.
func (s *Server) FirstCredentials() *Credentials { return s.first }

// firstStart makes an administrator and a meeting, unless there are some. Between the two a server may be killed, so each is looked
// for.
func (s *Server) firstStart(ctx context.Context) error {
	admin, err := s.administrator(ctx)
	if err != nil {
		return err
	}
	meetings, err := s.meetings.Of(ctx, admin.ID)
	if err != nil || len(meetings) > 0 {
		return err
	}
	return s.createMeeting(ctx, admin.ID, cmp.Or(s.config.Meeting, DefaultMeeting))
}

// EnsureMeeting makes a meeting of this name for the administrator, unless there is one.
func (s *Server) EnsureMeeting(ctx context.Context, name string) error {
	admin, err := s.accounts.Administrator(ctx)
	if err != nil {
		return fmt.Errorf("ensure meeting: %w", err)
	}
	meetings, err := s.meetings.Of(ctx, admin.ID)
	if err != nil {
		return fmt.Errorf("ensure meeting: %w", err)
	}
	if slices.ContainsFunc(meetings, func(m meeting.Meeting) bool { return m.Name == name }) {
		return nil
	}
	return explain(s.createMeeting(ctx, admin.ID, name), s.config)
}

func (s *Server) createMeeting(ctx context.Context, ownerID, name string) error {
	_, err := s.meetings.Create(ctx, ownerID, name, false)
	return setting(err, meeting.ErrInvalid)
}

func (s *Server) administrator(ctx context.Context) (account.Account, error) {
	admin, err := s.accounts.Administrator(ctx)
	switch {
	case err == nil && s.config.Password != "":
		return admin, setting(s.accounts.SetPassword(ctx, admin, s.config.Password), account.ErrInvalid)
	case !errors.Is(err, account.ErrUnknown):
		return admin, err
	}
	// Nobody would be told the new administrator's password if the meeting failed afterwards.
	if err := meeting.CheckName(cmp.Or(s.config.Meeting, DefaultMeeting)); err != nil {
		return admin, setting(err, meeting.ErrInvalid)
	}
	s.first = &Credentials{
		Email: cmp.Or(s.config.Admin, DefaultAdmin), Password: cmp.Or(s.config.Password, NewPassword()),
	}
	admin, err = s.accounts.Create(ctx, s.first.Email, "Administrator", s.first.Password, account.Administrator)
	return admin, setting(err, account.ErrInvalid)
}

// setting wraps an error of this kind as that of a wrong setting, and leaves others as they are.
func setting(err, kind error) error {
	if errors.Is(err, kind) {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return err
}

// NewPassword returns a password that is easy to copy from a screen: 20 letters and digits in groups of five.
func NewPassword() string {
	text := strings.ToLower(rand.Text())
	return strings.Join([]string{text[:5], text[5:10], text[10:15], text[15:20]}, "-")
}

// Administrator returns the e-mail address of the administrator.
func (s *Server) Administrator(ctx context.Context) (email string, err error) {
	admin, err := s.accounts.Administrator(ctx)
	if err != nil {
		return "", fmt.Errorf("find administrator: %w", err)
	}
	return admin.Email, nil
}

// SignIn starts a session for the administrator, for the app that hosts the server on this computer and so need not ask.
func (s *Server) SignIn(ctx context.Context) (email, token string, err error) {
	admin, err := s.accounts.Administrator(ctx)
	if err != nil {
		return "", "", fmt.Errorf("sign in as host: %w", err)
	}
	token, _, err = s.accounts.NewSession(ctx, admin.ID, "Foyer")
	return admin.Email, token, err
}

// GuestLink returns the guest link of the administrator's first meeting by name.
func (s *Server) GuestLink(ctx context.Context) (string, error) {
	admin, err := s.accounts.Administrator(ctx)
	if err != nil {
		return "", fmt.Errorf("find guest link: %w", err)
	}
	meetings, err := s.meetings.Of(ctx, admin.ID)
	if err != nil {
		return "", fmt.Errorf("find guest link: %w", err)
	}
	if len(meetings) == 0 {
		return "", fmt.Errorf("find guest link: %w", meeting.ErrUnknown)
	}
	return meeting.GuestURL(s.publicURL, meetings[0].GuestCode), nil
}
