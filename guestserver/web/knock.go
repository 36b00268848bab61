package web

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/lobby/throttle"
	"foyer/guestserver/meeting"
	"foyer/guestserver/web/cookie"
)

// maxForm is the longest form that is read, in bytes: a name, a code, two ticks, and much room.
const maxForm = 16 << 10

// knock takes the form of the join page and lets the guest wait.
func (s *site) knock(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.problem(w, r, v, formProblem(err))
		return
	}
	earlier, err := s.guestOf(r, v)
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		s.failed(w, r, v, err)
		return
	}
	hasPlace := earlier.State == lobby.Waiting || earlier.State == lobby.Gone || earlier.State.Admitted()
	if !hasPlace && s.shut(w, r, v) {
		return
	}
	p := s.filledIn(r, v)
	p.AsksCode = p.AsksCode && !v.admits(earlier)
	if p.AsksCode && !s.unlock(w, r, v, &p) {
		return
	}
	if p.Mistaken() {
		s.form(w, r, v, http.StatusUnprocessableEntity, p)
		return
	}
	s.letWait(w, r, v, p)
}

// formProblem returns what to say of a form that could not be read.
func formProblem(err error) problem {
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return longForm
	}
	return badForm
}

// filledIn returns the form as the guest sent it, with its mistakes.
func (s *site) filledIn(r *http.Request, v visit) joinPage {
	p := joinPage{notices: noticesOf(v.meeting), AsksCode: v.link.AccessCode != "", Name: r.PostForm.Get("name")}
	_, err := names.Clean(p.Name)
	p.NameError = nameError(err)
	p.Consent = p.Recorded && r.PostForm.Get("consent") == p.ConsentMark
	p.ConsentError = p.Recorded && !p.Consent
	p.Terms = p.HasTerms && r.PostForm.Get("terms") == p.TermsMark
	p.TermsError = p.HasTerms && !p.Terms
	return p
}

// unlock checks the access code, unless the form has to be corrected anyway and comes again. If nobody may try any more it answers
// the request itself and returns false.
func (s *site) unlock(w http.ResponseWriter, r *http.Request, v visit, p *joinPage) bool {
	typed := r.PostForm.Get("code")
	if typed == "" {
		p.CodeError = "guest.join.code.empty"
		return true
	}
	err := s.Meetings.Unlock(r.Context(), v.link, typed, s.network(r))
	switch {
	case errors.Is(err, meeting.ErrWrongAccessCode):
		p.CodeError = "guest.join.code.wrong"
	case errors.Is(err, meeting.ErrTooManyTries):
		s.later(w, r, v, tooManyTries, err)
		return false
	case err != nil:
		s.failed(w, r, v, fmt.Errorf("check access code: %w", err))
		return false
	}
	return true
}

// letWait knocks at the lobby.
func (s *site) letWait(w http.ResponseWriter, r *http.Request, v visit, p joinPage) {
	k := lobby.Knock{
		MeetingID: v.meeting.ID, Name: p.Name, Token: s.jar.Token(r, v.meeting.ID), Consent: p.Consent, ConsentVersion: p.ConsentMark,
		TermsVersion: p.TermsMark, Device: s.jar.Device(w, r, v.meeting.ID), NewDevice: s.jar.KnownDevice(r, v.meeting.ID) == "",
		Network: s.network(r), Invited: v.invited(),
	}
	if k.Invited != "" {
		k.Role = lobby.Role(v.link.Role)
	}
	if person, ok := s.signedIn(r); ok {
		k.AccountID = person.ID
	}
	if form := r.PostForm.Get("token"); k.Token == "" && cookie.IsToken(form) {
		// Whoever taps twice sends the form twice before there is a cookie.
		k.Token, k.NewToken = form, form
	}
	g, token, err := s.Lobby.Knock(r.Context(), k)
	if err != nil {
		s.notLetNear(w, r, v, p, err)
		return
	}
	if err := s.keepConsent(r, v, p, g); err != nil {
		s.failed(w, r, v, err)
		return
	}
	s.remember(w, v, p, g, token)
	if g.State == lobby.Allowed || g.State == lobby.Entering || g.State == lobby.Inside {
		// A page of its own, not a redirect: the chain of redirects after a form must not reach the conference server, since
		// some browsers, and extensions in them, judge the whole chain as one form.
		s.pages.Show(w, r, http.StatusOK, "allowed", guestPage{view: s.view(r, v), Guest: g})
		return
	}
	goTo(w, r, v.path()+"/wait")
}

// notLetNear tells why a knock was refused.
func (s *site) notLetNear(w http.ResponseWriter, r *http.Request, v visit, p joinPage, err error) {
	if p.NameError = nameError(err); p.NameError != "" {
		s.form(w, r, v, http.StatusUnprocessableEntity, p)
		return
	}
	if errors.Is(err, lobby.ErrFull) {
		s.full(w, r, v, p)
		return
	}
	if errors.Is(err, lobby.ErrThrottled) {
		s.keepForm(w, v, p) // In a few seconds it is to be sent again.
	}
	for refusal, kind := range map[error]problem{
		lobby.ErrBlocked: blocked, lobby.ErrThrottled: throttled, lobby.ErrTokenTaken: badForm,
	} {
		if errors.Is(err, refusal) {
			s.problem(w, r, v, kind)
			return
		}
	}
	s.failed(w, r, v, fmt.Errorf("knock: %w", err))
}

// keepConsent records what the guest has agreed to, with the words that it saw.
func (s *site) keepConsent(r *http.Request, v visit, p joinPage, g lobby.Guest) error {
	var consents []meeting.Consent
	if p.Consent {
		notice := v.meeting.Effective.RecordingConsent.Value
		if notice.Version == "" {
			notice.Version = p.ConsentMark
		}
		if notice.Text == "" {
			notice.Text = s.view(r, v).T("guest.join.consent")
		}
		consents = append(consents, meeting.Consent{MeetingID: v.meeting.ID, GuestID: g.ID, Kind: meeting.ToRecording, Notice: notice})
	}
	if p.Terms {
		notice := v.meeting.Effective.Terms.Value
		notice.Version = p.TermsMark
		consents = append(consents, meeting.Consent{MeetingID: v.meeting.ID, GuestID: g.ID, Kind: meeting.ToTerms, Notice: notice})
	}
	if len(consents) == 0 {
		return nil
	}
	if err := s.Meetings.Consent(r.Context(), consents...); err != nil {
		return fmt.Errorf("keep consent: %w", err)
	}
	return nil
}

// remember sets the cookies of a guest who knocked.
func (s *site) remember(w http.ResponseWriter, v visit, p joinPage, g lobby.Guest, token string) {
	s.jar.SetToken(w, v.meeting.ID, token)
	s.jar.SetGuestName(w, g.Name)
	s.rememberConsent(w, v, p)
}

// rememberConsent sets the cookies of what somebody agreed to.
func (s *site) rememberConsent(w http.ResponseWriter, v visit, p joinPage) {
	if p.Consent {
		s.jar.SetConsent(w, v.meeting.ID, p.ConsentMark)
	}
	if p.Terms {
		s.jar.SetConsent(w, termsEverywhere, p.TermsMark)
	}
}

// network returns the network that the request comes from, for throttles.
func (s *site) network(r *http.Request) string { return throttle.NetworkOf(s.Proxies.Address(r)) }

// nameError returns the key of the text that tells what is wrong with a name, empty if it is something else or nothing.
func nameError(err error) string {
	switch {
	case errors.Is(err, names.ErrEmpty):
		return "guest.join.name.empty"
	case errors.Is(err, names.ErrTooLong):
		return "guest.join.name.long"
	}
	return ""
}
