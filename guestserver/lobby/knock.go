package lobby

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"foyer/guestserver/lobby/names"
	"foyer/guestserver/lobby/throttle"
)

// Knock lets a guest ask to enter, and returns it with its token. A guest that shows the token of an earlier knock keeps its
// place; one that was just decided on is told so again. It returns names.ErrEmpty and names.ErrTooLong, and ErrBlocked, ErrFull,
// ErrThrottled, ErrTokenTaken and ErrUnknownMeeting.
func (l *Lobby) Knock(ctx context.Context, k Knock) (Guest, string, error) {
	var err error
	if k.Name, err = names.Clean(k.Name); err != nil {
		return Guest{}, "", err
	}
	v := visit{Knock: k, throttle: l.throttle}
	if err := errors.Join(l.change(ctx, v.carryOut), v.refusal); err != nil {
		return Guest{}, "", fmt.Errorf("knock: %w", err)
	}
	l.presence.seen(v.guest, time.Now())
	return v.guest, v.token, nil
}

// visit is a knock on its way.
type visit struct {
	Knock
	throttle *throttle.Throttle
	counted  bool
	// guest and token are the outcome, or refusal.
	guest   Guest
	token   string
	refusal error
}

// carryOut knocks. A refusal changes nothing, so it is no reason to fail the commit that others share.
func (v *visit) carryOut(tx Tx) ([]Event, error) {
	events, err := v.knock(tx)
	if v.refusal = nil; refused(err) {
		v.refusal, err = err, nil
	}
	return events, err
}

func (v *visit) knock(tx Tx) ([]Event, error) {
	if v.Token == "" {
		return v.add(tx, "")
	}
	earlier, err := tx.GuestByToken(v.MeetingID, hashToken(v.Token))
	if errors.Is(err, ErrUnknownGuest) {
		return v.add(tx, "")
	}
	if err != nil {
		return nil, err
	}
	stands := earlier.stillStands(time.Now())
	if stands && earlier.State == Left {
		stands, err = mayReturn(tx, earlier)
	}
	if err != nil {
		return nil, err
	}
	if !stands {
		return v.add(tx, earlier.ID)
	}
	v.guest, v.token = earlier, v.Token
	return takeBack(tx, &v.guest, hashToken(v.token))
}

// add makes a new guest, decided at once if the door says so. An earlier guest of the same token may have been blocked.
func (v *visit) add(tx Tx, earlierID string) ([]Event, error) {
	now := time.Now()
	if !v.counted && !v.throttle.Take(v.MeetingID, v.Network) {
		return nil, ErrThrottled
	}
	v.counted = true
	v.guest, v.token = v.newGuest(now), v.NewToken
	if v.token == "" || earlierID != "" { // A token is for one guest.
		v.token = NewToken()
	}
	likeness := names.Likeness(v.Name)
	door, past, err := greet(tx, v.known(earlierID), likeness)
	if err != nil {
		return nil, err
	}
	v.guest.Flags = flags(likeness, door, past)
	if v.guest.Place, err = tx.Add(v.guest, likeness, hashToken(v.token)); err != nil {
		return nil, err
	}
	verdict, rule := door.judge(v.guest, past, now)
	if verdict == "" {
		return []Event{{Kind: Knocked, MeetingID: v.MeetingID, Guests: []Guest{v.guest}}}, nil
	}
	decided, events, err := Decision{MeetingID: v.MeetingID, Verdict: verdict, Guests: []string{v.guest.ID}}.carryOut(tx, rule)
	if err == nil {
		v.guest = decided[0]
	}
	return events, err
}

// known returns the new guest as the meeting may know it from earlier knocks.
func (v *visit) known(earlierID string) Guest {
	g := v.guest
	g.ID = cmp.Or(earlierID, g.ID)
	if v.NewDevice {
		g.Device = ""
	}
	return g
}

// refused reports whether a knock was refused before it changed anything.
func refused(err error) bool {
	for _, refusal := range []error{ErrBlocked, ErrFull, ErrThrottled, ErrTokenTaken, ErrUnknownMeeting} {
		if errors.Is(err, refusal) {
			return true
		}
	}
	return false
}

// greet returns what a guest with a name of this likeness finds at the door, or why it is not let near.
func greet(tx Tx, g Guest, likeness string) (Door, Past, error) {
	door, err := tx.Door(g.MeetingID)
	if err != nil {
		return door, Past{}, err
	}
	past, err := tx.Past(g, likeness)
	if err != nil {
		return door, past, err
	}
	if past.Blocked {
		return door, past, ErrBlocked
	}
	room, err := seats(tx, g.MeetingID, door)
	if err == nil && room <= 0 {
		err = ErrFull
	}
	return door, past, err
}

// seats returns how many more guests may be let in. Whose decision stands no more is taken to have left: who closes the browser says no
// goodbye.
func seats(tx Tx, meetingID string, d Door) (int, error) {
	if d.Limit == 0 {
		return math.MaxInt, nil
	}
	admitted, err := tx.Admitted(meetingID, time.Now().Add(-DecisionLasts))
	return d.Limit - admitted, err
}

// Full reports whether a meeting takes no more guests, so that a knock would be answered ErrFull.
func (l *Lobby) Full(ctx context.Context, meetingID string) (bool, error) {
	door, err := l.Door(ctx, meetingID)
	if err != nil || door.Limit == 0 {
		return false, err
	}
	admitted, err := l.store.Admitted(ctx, meetingID, time.Now().Add(-DecisionLasts))
	if err != nil {
		return false, fmt.Errorf("look for a free seat: %w", err)
	}
	return admitted >= door.Limit, nil
}

// flags returns what a moderator should know of a new guest with a name of this likeness.
func flags(likeness string, d Door, p Past) []Flag {
	var flags []Flag
	if slices.Contains(d.Moderators, likeness) {
		flags = append(flags, LooksLikeModerator)
	}
	if p.SameName {
		flags = append(flags, SameName)
	}
	if p.Denied {
		flags = append(flags, DeniedBefore)
	}
	return flags
}

// newGuest returns the guest that a knock makes.
func (k Knock) newGuest(now time.Time) Guest {
	g := newGuest(k.MeetingID, k.Name, now)
	g.Role, g.Invited, g.Device, g.AccountID = k.Role, k.Invited, k.Device, k.AccountID
	g.TermsVersion = k.TermsVersion
	if k.Consent {
		g.ConsentAt, g.ConsentVersion = now, k.ConsentVersion
	}
	return g
}

// comeBack puts guests that were gone back into their old places, or decides on them at once if the door says so by now.
func comeBack(tx Tx, meetingID string, ids []string) ([]Event, error) {
	guests, err := happen(tx, back, Move{MeetingID: meetingID, Guests: ids, From: []State{Gone}})
	if err != nil || len(guests) == 0 {
		return nil, err
	}
	undecided, events, err := reconsider(tx, meetingID, guests, Door.judge)
	if err == nil && len(undecided) > 0 {
		events = append(events, Event{Kind: Knocked, MeetingID: meetingID, Guests: undecided})
	}
	return events, err
}

// mayReturn reports whether a guest who left the meeting on a standing allowance may come back: the meeting has not ended since, and
// nothing refuses it by now.
func mayReturn(tx Tx, g Guest) (bool, error) {
	door, _, err := greet(tx, g, names.Likeness(g.Name))
	return err == nil && g.DecidedAt.After(door.LastEnd), err
}

// takeBack puts the guest of a token back into its old place if it was gone, or lets it in again if it had left the meeting, and returns
// it as it now is.
func takeBack(tx Tx, g *Guest, tokenHash []byte) (events []Event, err error) {
	switch g.State {
	case Gone:
		events, err = comeBack(tx, g.MeetingID, []string{g.ID})
	case Left:
		events, err = comeIn(tx, *g)
	default:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// Whatever happened to the guest meanwhile, here it stands.
	*g, err = tx.GuestByToken(g.MeetingID, tokenHash)
	return events, err
}

func comeIn(tx Tx, g Guest) ([]Event, error) {
	guests, err := happen(tx, back, Move{MeetingID: g.MeetingID, Guests: []string{g.ID}, From: []State{Left}})
	return []Event{{Kind: Returned, MeetingID: g.MeetingID, Guests: guests}}, err
}

// Guest finds a guest by its token at a meeting. It is a sign of life: a guest that was gone waits again, in its old place.
func (l *Lobby) Guest(ctx context.Context, meetingID, token string) (Guest, error) {
	g, err := l.store.GuestByToken(ctx, meetingID, hashToken(token))
	if err != nil {
		return Guest{}, fmt.Errorf("find guest: %w", err)
	}
	if g.State.Decided() && g.decisionExpired(time.Now()) {
		return Guest{}, fmt.Errorf("find guest: the decision is too old: %w", ErrUnknownGuest)
	}
	if g.State == Gone {
		err := l.change(ctx, func(tx Tx) ([]Event, error) { return takeBack(tx, &g, hashToken(token)) })
		if err != nil {
			return Guest{}, fmt.Errorf("take guest back: %w", err)
		}
	}
	l.presence.seen(g, time.Now())
	return g, nil
}

// Attend holds a guest present, as an open connection does, until the returned function is called.
func (l *Lobby) Attend(g Guest) (release func()) { return l.presence.hold(g) }

// Leave lets a waiting guest give up its place.
func (l *Lobby) Leave(ctx context.Context, meetingID, token string) error {
	g, err := l.store.GuestByToken(ctx, meetingID, hashToken(token))
	if err == nil {
		err = l.depart(ctx, gaveUp, meetingID, g.ID, "")
	}
	if err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return nil
}
