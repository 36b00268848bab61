package web

import (
	"cmp"
	"errors"
	"net/http"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/web/page"
)

// joinPage asks for the guest's name, and for what else the meeting needs of a guest.
type joinPage struct {
	view
	notices
	// Token makes one guest of a form that is sent twice.
	Token string
	Name  string
	// AsksCode says that the link has an access code, which the guest has not given yet.
	AsksCode bool
	// Consent and Terms say that the guest has agreed, now or the last time.
	Consent, Terms bool
	// NameError and CodeError are keys of the texts next to the fields, empty if all is well.
	NameError, CodeError     string
	ConsentError, TermsError bool
	// Straight says that nobody has to let the guest in.
	Straight bool
	// Left greets a guest who just gave up waiting, Removed one whom a moderator took out of the meeting, for this Reason.
	Left, Removed bool
	// Free greets one who found the meeting full before.
	Free   bool
	Reason string
}

// Mistaken reports whether the form has to be corrected.
func (p joinPage) Mistaken() bool {
	return p.NameError != "" || p.CodeError != "" || p.ConsentError || p.TermsError
}

// joinKey is a joinPage as a key: all that it shows.
type joinKey struct {
	page     joinPage
	language string
	here     string
}

// Key returns what the page shows, but for the token.
func (p joinPage) Key() any {
	key := joinKey{p, p.Language(), p.Here}
	key.page.Page, key.page.Token = page.Page{}, ""
	return key
}

// WithSecret returns the page with a token.
func (p joinPage) WithSecret(token string) any {
	p.Token = token
	return p
}

// join is the page of the guest link.
func (s *site) join(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok || s.takeMember(w, r, v) {
		return
	}
	g, err := s.guestOf(r, v)
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		s.failed(w, r, v, err)
		return
	}
	switch g.State {
	case lobby.Waiting, lobby.Gone, lobby.Allowed:
		goTo(w, r, v.path()+"/wait")
	case lobby.Entering, lobby.Inside:
		// The conference server sends guests back here when they hang up. To take them in again at once would be a trap.
		s.pages.Show(w, r, http.StatusOK, "return", guestPage{view: s.view(r, v), Guest: g})
	case lobby.Denied:
		s.denied(w, r, v, g)
	default:
		if s.shut(w, r, v) {
			return
		}
		looks := r.URL.Query().Has("full")
		if looks && s.stillFull(w, r, v) {
			return
		}
		p := s.filledBefore(r, v)
		p.AsksCode = p.AsksCode && !v.admits(g)
		p.Free = looks
		p.Left = r.URL.Query().Has("left")
		if p.Removed, err = s.removed(r, v, g); err != nil {
			s.failed(w, r, v, err)
			return
		}
		p.Reason = g.Reason
		s.form(w, r, v, http.StatusOK, p)
	}
}

// removed reports whether a moderator took the guest out of the meeting, which still goes on.
func (s *site) removed(r *http.Request, v visit, g lobby.Guest) (bool, error) {
	if g.State != lobby.Left || g.DecisionID == 0 || g.Verdict != "" {
		return false, nil
	}
	ended, err := s.endedSince(r, v, g)
	return !ended, err
}

// filledBefore returns the form as the guest filled it in the last time. A personal link knows the name.
func (s *site) filledBefore(r *http.Request, v visit) joinPage {
	p := joinPage{notices: noticesOf(v.meeting), AsksCode: v.link.AccessCode != ""}
	p.Name = cmp.Or(s.jar.GuestName(r), v.link.Name)
	p.Consent = p.Recorded && s.jar.Consented(r, v.meeting.ID, p.ConsentMark)
	p.Terms = p.HasTerms && s.jar.Consented(r, termsEverywhere, p.TermsMark)
	return p
}

// shut tells a new guest that the link or the meeting lets nobody in now, and returns whether it did.
func (s *site) shut(w http.ResponseWriter, r *http.Request, v visit) bool {
	if v.refused != nil {
		s.refused(w, r, v)
		return true
	}
	if v.meeting.Door().Verdict() == lobby.Deny {
		s.problem(w, r, v, closed)
		return true
	}
	return v.link.OnlyWhileRunning && s.tooEarly(w, r, v)
}

// form shows the form.
func (s *site) form(w http.ResponseWriter, r *http.Request, v visit, status int, p joinPage) {
	p.view, p.Straight = s.view(r, v), p.Straight || v.meeting.Door().Verdict() == lobby.Allow
	token := lobby.NewToken()
	if p.Name != "" || p.Reason != "" { // It is about one guest, whom nothing may be kept of.
		s.pages.Show(w, r, status, "join", p.WithSecret(token))
		return
	}
	s.pages.ShowCommon(w, r, status, "join", p, token)
}

// notices are the texts that a guest agrees to. Marks name their wording: an agreement is to that, and to no other.
type notices struct {
	Recorded                             bool
	ConsentMark, ConsentText, ConsentURL string
	HasTerms                             bool
	TermsMark, TermsText, TermsURL       string
}

// termsEverywhere is where terms are agreed to: they are the portal's, unlike consent to the recording of one meeting.
const termsEverywhere = "terms"

func noticesOf(m meeting.Meeting) notices {
	consent, terms := m.Effective.RecordingConsent.Value, m.Effective.Terms.Value
	n := notices{Recorded: m.Recorded, HasTerms: m.HasTerms()}
	if n.Recorded {
		n.ConsentMark, n.ConsentText, n.ConsentURL = consent.Mark(), consent.Text, consent.URL
	}
	if n.HasTerms {
		n.TermsMark, n.TermsText, n.TermsURL = terms.Mark(), terms.Text, terms.URL
	}
	return n
}
