package lobby_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/bus"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/throttle"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store"
	tries "foyer/guestserver/throttle"
)

const meetingID = "11111111-1111-4111-8111-111111111111"

var ben = lobby.Person{ID: "ben", Name: "Ben"}

// house is a lobby with a real database, and everything that it told.
type house struct {
	*lobby.Lobby
	t      testing.TB
	folder string
	store  *store.Store
	policy meeting.Policy
	limits throttle.Limits
	// conference answers JoinURL.
	conference func(lobby.Guest) (string, error)

	mu     sync.Mutex
	events []lobby.Event
}

// newHouse opens a lobby with one meeting that asks its moderator.
func newHouse(t testing.TB) *house { return newHouseWith(t, meeting.AskModerator) }

func newHouseWith(t testing.TB, policy meeting.Policy) *house {
	t.Helper()
	h := &house{t: t, folder: t.TempDir(), policy: policy, limits: throttle.Limits{Meeting: tries.Limit{Burst: 1_000_000}}}
	h.conference = func(g lobby.Guest) (string, error) { return "https://bbb.example/join?user=" + g.ID, nil }
	h.open()
	t.Cleanup(h.close)
	ctx := t.Context()
	if err := h.store.AddAccount(ctx, account.Account{ID: "ben", Email: "ben@example.org", Name: "Ben"}); err != nil {
		t.Fatal(err)
	}
	m := meeting.Meeting{ID: meetingID, OwnerID: "ben", Name: "Choir", GuestCode: "choir-abc-def-ghj", GuestPolicy: policy}
	if err := h.store.AddMeeting(ctx, m); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) open() {
	h.t.Helper()
	var err error
	if h.store, err = store.Open(h.t.Context(), h.folder); err != nil {
		h.t.Fatal(err)
	}
	events := new(bus.Local[lobby.Event])
	events.Subscribe(func(e lobby.Event) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.events = append(h.events, e)
	})
	if h.Lobby, err = lobby.Open(h.t.Context(), lobby.Config{Store: h.store, Bus: events, Conference: h, Limits: h.limits}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) close() {
	h.Close()
	if err := h.store.Close(); err != nil {
		h.t.Error(err)
	}
}

// JoinURL makes the house its own conference server.
func (h *house) JoinURL(_ context.Context, g lobby.Guest) (string, error) { return h.conference(g) }

func (h *house) knock(name string) (lobby.Guest, string) {
	h.t.Helper()
	g, token, err := h.Knock(h.t.Context(), lobby.Knock{MeetingID: meetingID, Name: name})
	if err != nil {
		h.t.Error(err)
	}
	return g, token
}

// fill has many guests knock at once.
func (h *house) fill(guests int) {
	var knocking sync.WaitGroup
	for part := range 100 {
		knocking.Go(func() {
			for i := part; i < guests; i += 100 {
				h.knock(fmt.Sprint("Guest ", i))
			}
		})
	}
	knocking.Wait()
}

func (h *house) decide(v lobby.Verdict, guests ...lobby.Guest) []lobby.Guest {
	h.t.Helper()
	d := lobby.Decision{MeetingID: meetingID, Verdict: v, By: ben, Everyone: len(guests) == 0}
	for _, g := range guests {
		d.Guests = append(d.Guests, g.ID)
	}
	decided, err := h.Decide(h.t.Context(), d)
	if err != nil {
		h.t.Fatal(err)
	}
	return decided
}

func (h *house) guest(token string) lobby.Guest {
	h.t.Helper()
	g, err := h.Guest(h.t.Context(), meetingID, token)
	if err != nil {
		h.t.Fatal(err)
	}
	return g
}

func (h *house) wantWaiting(names ...string) {
	h.t.Helper()
	waiting, err := h.Waiting(h.t.Context(), meetingID)
	if err != nil {
		h.t.Fatal(err)
	}
	if got := namesOf(waiting); !slices.Equal(got, names) {
		h.t.Errorf("waiting are %q, want %q", got, names)
	}
}

// wantTold checks the latest events, each as "kind verdict names".
func (h *house) wantTold(want ...string) {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	told := []string{}
	for _, e := range h.events {
		told = append(told, strings.Join(strings.Fields(fmt.Sprint(e.Kind, " ", e.Verdict, " ", strings.Join(namesOf(e.Guests), " "))), " "))
	}
	if !slices.Equal(told[max(0, len(told)-len(want)):], want) {
		h.t.Errorf("told %q, want %q at the end", told, want)
	}
}

// pass lets the bubble's time pass.
func pass(d time.Duration) { <-time.After(d) }

func namesOf(guests []lobby.Guest) []string {
	names := []string{}
	for _, g := range guests {
		names = append(names, g.Name)
	}
	return names
}

func TestGuestKnocksIsAllowedAndEnters(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("  Ana\tLópez ")
	h.wantWaiting("Ana López")
	h.wantTold("knocked Ana López")

	if _, err := h.Enter(t.Context(), meetingID, token); !errors.Is(err, lobby.ErrNotAllowed) {
		t.Errorf("entering undecided: error %v, want ErrNotAllowed", err)
	}
	decided := h.decide(lobby.Allow, ana)
	if len(decided) != 1 || decided[0].State != lobby.Allowed || decided[0].DecidedBy != ben {
		t.Errorf("decided %+v, want Ana allowed by Ben", decided)
	}
	h.wantTold("decided allow Ana López")

	url, err := h.Enter(t.Context(), meetingID, token)
	if want := "https://bbb.example/join?user=" + ana.ID; err != nil || url != want {
		t.Fatalf("Enter = %q, %v; want %q", url, err, want)
	}
	h.wantTold("departed Ana López")
	if g := h.guest(token); g.State != lobby.Entering {
		t.Errorf("Ana is %s, want entering", g.State)
	}
	if _, err := h.Enter(t.Context(), meetingID, token); err != nil {
		t.Errorf("entering again after losing the way: %v", err)
	}
}

func TestFirstOfTwoModeratorsWins(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	if allowed, denied := h.decideAtOnce(ana, token, ana); len(allowed)+len(denied) != 1 {
		t.Errorf("allowed %v and denied %v, want one of them", namesOf(allowed), namesOf(denied))
	}
}

// decideAtOnce has one moderator allow a guest while another denies some guests, or everyone, and sees to it that the first of the
// decisions on the guest holds.
func (h *house) decideAtOnce(guest lobby.Guest, token string, some ...lobby.Guest) (allowed, denied []lobby.Guest) {
	h.t.Helper()
	var clicks sync.WaitGroup
	clicks.Go(func() { allowed = h.decide(lobby.Allow, guest) })
	clicks.Go(func() { denied = h.decide(lobby.Deny, some...) })
	clicks.Wait()
	want := lobby.Denied
	if len(allowed) == 1 {
		want = lobby.Allowed
	}
	if g := h.guest(token); g.State != want {
		h.t.Errorf("%s is %s, want %s: the first decision holds", guest.Name, g.State, want)
	}
	return allowed, denied
}

func TestGuestKeepsPlaceAfterReload(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.knock("Cem")
	again, same, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Anna", Token: token})
	if err != nil || again.ID != ana.ID || same != token {
		t.Errorf("second knock gave guest %s, token kept %t, error %v; want guest %s", again.ID, same == token, err, ana.ID)
	}
	h.wantWaiting("Ana", "Cem")
	h.wantTold("knocked Ana", "knocked Cem")
}

func TestSilentGuestIsGoneAndComesBackToItsOldPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, anaToken := h.knock("Ana")
		_, cemToken := h.knock("Cem")
		for range 4 { // Cem's page polls, Ana's phone sleeps.
			pass(lobby.DefaultGrace / 3)
			h.guest(cemToken)
		}
		synctest.Wait()
		h.wantWaiting("Cem")
		h.wantTold("departed Ana")

		if g := h.guest(anaToken); g.State != lobby.Waiting {
			t.Errorf("Ana is %s after a sign of life, want waiting", g.State)
		}
		h.wantWaiting("Ana", "Cem")
		h.wantTold("departed Ana", "knocked Ana")
		h.close()
	})
}

func TestConnectedGuestIsNeverGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, _ := h.knock("Ana")
		releaseOne, releaseOther := h.Attend(ana), h.Attend(ana)
		pass(10 * lobby.DefaultGrace)
		releaseOne()
		releaseOne()
		pass(10 * lobby.DefaultGrace)
		synctest.Wait()
		h.wantWaiting("Ana")

		releaseOther()
		pass(2 * lobby.DefaultGrace)
		synctest.Wait()
		h.wantWaiting()
		h.close()
	})
}

func TestGoneGuestFindsTheDecisionThatNamedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, token := h.knock("Ana")
		pass(2 * lobby.DefaultGrace)
		synctest.Wait()
		h.wantWaiting()
		if decided := h.decide(lobby.Allow); len(decided) != 0 {
			t.Errorf("allowing everyone decided %v, want nobody: Ana does not wait", namesOf(decided))
		}
		h.decide(lobby.Allow, ana)
		if g := h.guest(token); g.State != lobby.Allowed {
			t.Errorf("Ana is %s, want allowed", g.State)
		}
		h.close()
	})
}

func TestWhoWaitedStillWaitsAfterRestart(t *testing.T) {
	h := newHouse(t)
	_, token := h.knock("Ana")
	h.knock("Cem")
	h.knock("Dora")
	h.close()
	h.open()
	h.wantWaiting("Ana", "Cem", "Dora")
	if g := h.guest(token); g.Name != "Ana" || g.State != lobby.Waiting {
		t.Errorf("Ana's token finds %s who is %s", g.Name, g.State)
	}
}

func TestRestartedLobbyNoticesWhoDidNotComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.knock("Ana")
		h.close()
		h.open()
		pass(2 * lobby.DefaultGrace)
		synctest.Wait()
		h.wantWaiting()
		h.close()
	})
}

func TestRememberedDecisionAnswersWhoKnocksNext(t *testing.T) {
	h := newHouse(t)
	_, anaToken := h.knock("Ana")
	if err := h.Remember(t.Context(), meetingID, lobby.Allow, ben); err != nil {
		t.Fatal(err)
	}
	h.wantTold("remembered allow")
	cem, _ := h.knock("Cem")
	if cem.State != lobby.Allowed || cem.DecidedBy != (lobby.Person{}) {
		t.Errorf("Cem is %s by %+v, want allowed by the meeting itself", cem.State, cem.DecidedBy)
	}
	if g := h.guest(anaToken); g.State != lobby.Waiting {
		t.Errorf("Ana, who waited before, is %s, want waiting", g.State)
	}

	if err := h.Remember(t.Context(), meetingID, "", ben); err != nil {
		t.Fatal(err)
	}
	if dora, _ := h.knock("Dora"); dora.State != lobby.Waiting {
		t.Errorf("Dora is %s after the decision was forgotten, want waiting", dora.State)
	}
}

func TestRememberedDecisionReachesWhoComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, token := h.knock("Ana")
		pass(2 * lobby.DefaultGrace)
		synctest.Wait()
		if err := h.Remember(t.Context(), meetingID, lobby.Allow, ben); err != nil {
			t.Fatal(err)
		}
		if g := h.guest(token); g.State != lobby.Allowed || g.DecidedAt.IsZero() {
			t.Errorf("Ana is %s since %v, want allowed now", g.State, g.DecidedAt)
		}
		h.wantTold("departed Ana", "remembered allow", "decided allow Ana")
		h.close()
	})
}

func TestDecisionOnEveryoneCanBeRemembered(t *testing.T) {
	h := newHouse(t)
	h.knock("Ana")
	_, err := h.Decide(t.Context(), lobby.Decision{MeetingID: meetingID, Verdict: lobby.Deny, Everyone: true, Remember: true, By: ben})
	if err != nil {
		t.Fatal(err)
	}
	h.wantTold("decided deny Ana", "remembered deny")
	if door, err := h.Door(t.Context(), meetingID); err != nil || door.Remembered != lobby.Deny {
		t.Errorf("Door = %+v, %v; want deny remembered", door, err)
	}
	if cem, _ := h.knock("Cem"); cem.State != lobby.Denied {
		t.Errorf("Cem is %s, want denied", cem.State)
	}
}

func TestGuestPolicyAnswersTheKnock(t *testing.T) {
	for policy, want := range map[meeting.Policy]lobby.State{
		meeting.AskModerator:     lobby.Waiting,
		meeting.AlwaysAccept:     lobby.Allowed,
		meeting.AlwaysDeny:       lobby.Denied,
		meeting.AlwaysAcceptAuth: lobby.Waiting,
	} {
		t.Run(string(policy), func(t *testing.T) {
			h := newHouseWith(t, policy)
			if g, _ := h.knock("Ana"); g.State != want {
				t.Errorf("Ana is %s, want %s", g.State, want)
			}
		})
	}
}

func TestDeniedGuestMayAskAgainAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, token := h.knock("Ana")
		h.decide(lobby.Deny, ana)
		knock := lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: token}
		if g, _, err := h.Knock(t.Context(), knock); err != nil || g.State != lobby.Denied {
			t.Errorf("knocking again at once: %s, %v; want denied", g.State, err)
		}
		pass(lobby.AskAgainAfter)
		g, newToken, err := h.Knock(t.Context(), knock)
		if err != nil || g.State != lobby.Waiting || g.ID == ana.ID || newToken == token {
			t.Errorf("knocking after a minute: %+v, %v; want a new guest who waits", g, err)
		}
		h.close()
	})
}

func TestAllowanceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, token := h.knock("Ana")
		h.decide(lobby.Allow, ana)
		pass(lobby.DecisionLasts)
		if _, err := h.Enter(t.Context(), meetingID, token); !errors.Is(err, lobby.ErrUnknownGuest) {
			t.Errorf("entering with yesterday's allowance: %v, want ErrUnknownGuest", err)
		}
		if g, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: token}); err != nil || g.State != lobby.Waiting {
			t.Errorf("knocking with it: %s, %v; want waiting", g.State, err)
		}
		h.close()
	})
}

func TestGuestStaysAllowedWhileTheConferenceServerIsDown(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.decide(lobby.Allow, ana)
	down := fmt.Errorf("%w: connection refused", lobby.ErrConference)
	h.conference = func(lobby.Guest) (string, error) { return "", down }
	if _, err := h.Enter(t.Context(), meetingID, token); !errors.Is(err, down) {
		t.Errorf("Enter: %v, want %v", err, down)
	}
	if g := h.guest(token); g.State != lobby.Allowed {
		t.Errorf("Ana is %s, want allowed", g.State)
	}
}

func TestGuestLeaves(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	if err := h.Leave(t.Context(), meetingID, token); err != nil {
		t.Fatal(err)
	}
	h.wantWaiting()
	h.wantTold("departed Ana")
	if decided := h.decide(lobby.Allow, ana); len(decided) != 0 {
		t.Errorf("a guest who left was %s", decided[0].State)
	}
	if err := h.Leave(t.Context(), meetingID, "wrong"); !errors.Is(err, lobby.ErrUnknownGuest) {
		t.Errorf("leaving with a wrong token: %v, want ErrUnknownGuest", err)
	}
}

func TestFormThatIsSentTwiceIsOneGuest(t *testing.T) {
	h := newHouse(t)
	form := lobby.NewToken()
	knock := lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: form, NewToken: form}
	var taps sync.WaitGroup
	for range 2 {
		taps.Go(func() {
			if _, token, err := h.Knock(t.Context(), knock); err != nil || token != form {
				t.Errorf("Knock: token of the form kept %t, %v", token == form, err)
			}
		})
	}
	taps.Wait()
	h.wantWaiting("Ana")

	// Sent once more from the browser's history, after leaving, it is another guest.
	if err := h.Leave(t.Context(), meetingID, form); err != nil {
		t.Fatal(err)
	}
	if g, token, err := h.Knock(t.Context(), knock); err != nil || token == form || g.State != lobby.Waiting {
		t.Errorf("Knock: %s, token of the form kept %t, %v; want a new guest", g.State, token == form, err)
	}
}

func TestTokenIsWorthNothingAtAnotherMeeting(t *testing.T) {
	h := newHouse(t)
	_, token := h.knock("Ana")
	if _, err := h.Guest(t.Context(), "another", token); !errors.Is(err, lobby.ErrUnknownGuest) {
		t.Errorf("Guest: %v, want ErrUnknownGuest", err)
	}
	if _, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: "another", Name: "Ana", Token: token}); !errors.Is(err, lobby.ErrUnknownMeeting) {
		t.Errorf("Knock: %v, want ErrUnknownMeeting", err)
	}
}

// TestTokenOfAGuestElsewhereIsRefused has somebody put the token of a guest of another meeting into the form.
func TestTokenOfAGuestElsewhereIsRefused(t *testing.T) {
	h := newHouse(t)
	_, token := h.knock("Ana")
	h.check(h.store.AddMeeting(t.Context(), meeting.Meeting{ID: "band", OwnerID: "ben", Name: "Band", GuestCode: "band-abc-def-ghj"}))
	forged := lobby.Knock{MeetingID: "band", Name: "Cem", Token: token, NewToken: token}
	if _, _, err := h.Knock(t.Context(), forged); !errors.Is(err, lobby.ErrTokenTaken) {
		t.Errorf("Knock: %v, want ErrTokenTaken", err)
	}
	h.wantWaiting("Ana")
	if waiting, err := h.Waiting(t.Context(), "band"); err != nil || len(waiting) != 0 {
		t.Errorf("at the band there wait %+v, %v; want nobody", waiting, err)
	}
}

func TestDecisionThatIsNoneChangesNothing(t *testing.T) {
	h := newHouse(t)
	ana, _ := h.knock("Ana")
	for name, d := range map[string]lobby.Decision{
		"no verdict":      {Guests: []string{ana.ID}},
		"unknown verdict": {Verdict: "maybe", Guests: []string{ana.ID}},
		"for nobody":      {Verdict: lobby.Allow},
		"for both":        {Verdict: lobby.Allow, Guests: []string{ana.ID}, Everyone: true},
		"endless reason":  {Verdict: lobby.Deny, Everyone: true, Reason: strings.Repeat("x", lobby.MaxReason+1)},
	} {
		t.Run(name, func(t *testing.T) {
			d.MeetingID = meetingID
			if _, err := h.Decide(t.Context(), d); !errors.Is(err, lobby.ErrInvalidDecision) {
				t.Errorf("Decide: %v, want ErrInvalidDecision", err)
			}
			h.wantWaiting("Ana")
		})
	}
}

// TestDecisionNeverOvertakesTheKnock has guests knock while everyone is allowed again and again.
func TestDecisionNeverOvertakesTheKnock(t *testing.T) {
	h := newHouse(t)
	const guests = 60
	var knocking sync.WaitGroup
	for i := range guests {
		knocking.Go(func() { h.knock(fmt.Sprint("Guest ", i)) })
	}
	for decided := 0; decided < guests; {
		decided += len(h.decide(lobby.Allow))
	}
	knocking.Wait()

	waiting := map[string]bool{}
	for _, e := range h.events {
		for _, g := range e.Guests {
			if e.Kind == lobby.Decided && !waiting[g.ID] {
				t.Errorf("%s was decided on before the knock was told", g.Name)
			}
			waiting[g.ID] = e.Kind == lobby.Knocked
		}
	}
	if len(waiting) != guests {
		t.Errorf("%d guests were told of, want %d", len(waiting), guests)
	}
}

func TestClosedLobbyAnswers(t *testing.T) {
	h := newHouse(t)
	h.Close()
	if _, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana"}); !errors.Is(err, lobby.ErrClosed) {
		t.Errorf("Knock: %v, want ErrClosed", err)
	}
}
