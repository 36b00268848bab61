package meeting

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
)

// ErrWrongAccessCode says that an access code is not the link's.
var ErrWrongAccessCode = errors.New("wrong access code")

// Unlock checks the access code that somebody from a network typed for a link. Case and space do not count. It returns
// ErrWrongAccessCode, and after too many of these a *TooManyTriesError, without looking at the code.
func (s *Meetings) Unlock(_ context.Context, l Link, accessCode, network string) error {
	if l.AccessCode == "" {
		return nil
	}
	here := l.ID + " " + network
	if err := tooMany(s.tries.codesByNetwork.Take(here)); err != nil {
		return err
	}
	if err := tooMany(s.tries.codesByLink.Take(l.ID)); err != nil {
		s.tries.codesByNetwork.Return(here)
		return err
	}
	typed := strings.ToLower(strings.Join(strings.Fields(accessCode), ""))
	if subtle.ConstantTimeCompare([]byte(typed), []byte(strings.ToLower(l.AccessCode))) == 0 {
		return ErrWrongAccessCode
	}
	s.tries.codesByNetwork.Return(here)
	s.tries.codesByLink.Return(l.ID)
	return nil
}
