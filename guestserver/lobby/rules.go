package lobby

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"foyer/guestserver/lobby/names"
)

// Rule is why the meeting decided on a guest by itself.
type Rule string

// The rules. RuleRemembered and RulePolicy can also deny.
const (
	RuleRemembered    Rule = "remembered"
	RulePolicy        Rule = "policy"
	RuleMember        Rule = "member"
	RuleName          Rule = "name"
	RulePersonalLink  Rule = "personal_link"
	RuleAllowedBefore Rule = "allowed_before"
	RuleWindow        Rule = "window"
	RuleOpened        Rule = "opened"
)

// Rules let guests in unasked. The zero Rules let nobody in.
type Rules struct {
	// Names are let in; case, accents in another form and space do not count. At most MaxNames.
	Names []string `json:"names,omitempty"`
	// PersonalLinks lets in who comes by a personal link.
	PersonalLinks bool `json:"personal_links,omitempty"`
	// AllowedBefore lets in a device or account that was allowed at this meeting before.
	AllowedBefore bool `json:"allowed_before,omitempty"`
	// From and Until are a window of time in which everyone is let in. One of them may be zero, for an open end; both for none.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// OpensAt is when the waiting room opens by itself: from then on everyone is let in. Zero is never.
	OpensAt time.Time `json:"opens_at,omitzero"`
}

// MaxNames is how many names the rules may have.
const MaxNames = 1000

// ErrInvalidRules says, wrapped with what is wrong, that rules are none.
var ErrInvalidRules = errors.New("invalid rules")

// clean returns the rules as they are kept, or ErrInvalidRules with what is wrong.
func (r Rules) clean() (Rules, error) {
	if len(r.Names) > MaxNames {
		return r, fmt.Errorf("%w: there are more than %d names", ErrInvalidRules, MaxNames)
	}
	if !r.Until.IsZero() && !r.Until.After(r.From) {
		return r, fmt.Errorf("%w: the window ends before it begins", ErrInvalidRules)
	}
	cleaned := make([]string, 0, len(r.Names))
	for _, name := range r.Names {
		name, err := names.Clean(name)
		if err != nil {
			return r, fmt.Errorf("%w: %w", ErrInvalidRules, err)
		}
		cleaned = append(cleaned, name)
	}
	r.Names = cleaned
	return r, nil
}

// none reports whether these are the zero Rules.
func (r Rules) none() bool {
	return len(r.Names) == 0 && !r.PersonalLinks && !r.AllowedBefore && r.From.IsZero() && r.Until.IsZero() && r.OpensAt.IsZero()
}

// everyone returns the rule that lets everyone in, empty if none does.
func (r Rules) everyone(now time.Time) Rule {
	switch {
	case !r.OpensAt.IsZero() && !now.Before(r.OpensAt):
		return RuleOpened
	case r.inWindow(now):
		return RuleWindow
	}
	return ""
}

// admit returns the rule that lets a guest in unasked, empty if none does.
func (r Rules) admit(g Guest, p Past, now time.Time) Rule {
	if rule := r.everyone(now); rule != "" {
		return rule
	}
	switch {
	case r.PersonalLinks && g.Invited != "":
		return RulePersonalLink
	case slices.ContainsFunc(r.Names, func(name string) bool { return names.Same(name, g.Name) }):
		return RuleName
	case r.AllowedBefore && p.Allowed:
		return RuleAllowedBefore
	}
	return ""
}

func (r Rules) inWindow(now time.Time) bool {
	if r.From.IsZero() && r.Until.IsZero() {
		return false
	}
	return !now.Before(r.From) && (r.Until.IsZero() || now.Before(r.Until))
}

// next returns when the rules open the door after now, zero if they never do.
func (r Rules) next(now time.Time) time.Time {
	var next time.Time
	for _, t := range []time.Time{r.From, r.OpensAt} {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	return next
}

// judge returns what becomes of a guest who knocks now and why, the zero Verdict if it waits.
func (d Door) judge(g Guest, p Past, now time.Time) (Verdict, Rule) {
	if d.Remembered != "" {
		return d.Remembered, RuleRemembered
	}
	if d.Policy == Deny {
		return Deny, RulePolicy
	}
	if rule := d.Rules.admit(g, p, now); rule != "" {
		return Allow, rule
	}
	if d.MembersEnter && g.AccountID != "" {
		return Allow, RuleMember
	}
	if d.Policy == Allow {
		return Allow, RulePolicy
	}
	return "", ""
}

// judgeWaiting returns what becomes of a guest who waits when the door changes: only a rule lets it in, so that a new policy and what
// is remembered count for those who come later.
func (d Door) judgeWaiting(g Guest, p Past, now time.Time) (Verdict, Rule) {
	if rule := d.Rules.admit(g, p, now); rule != "" && !d.denies() {
		return Allow, rule
	}
	return "", ""
}

// denies reports whether nobody is let in unasked, whatever the rules say.
func (d Door) denies() bool { return d.Policy == Deny || d.Remembered == Deny }

// Verdict returns what becomes of a knock by someone of whom nothing is known, the zero Verdict if it waits.
func (d Door) Verdict() Verdict {
	v, _ := d.judge(Guest{}, Past{}, time.Now())
	return v
}

// SetRules sets who is let in unasked. Those who wait and whom the rules let in are let in at once, or when the time comes. It returns
// ErrInvalidRules.
func (l *Lobby) SetRules(ctx context.Context, meetingID string, r Rules, by Person) error {
	r, err := r.clean()
	if err != nil {
		return err
	}
	return l.act(ctx, meetingID, ActionRules, by, func(a *act) error {
		if err := a.tx.SetRules(meetingID, r); err != nil {
			return err
		}
		a.tell(Event{Kind: RulesChanged, Rules: r})
		return nil
	}, letInByRule)
}

// Reconsider tells that the meeting's settings have changed. Those who wait go on waiting, unless a rule lets them in.
func (l *Lobby) Reconsider(ctx context.Context, meetingID string, by Person) error {
	err := l.change(ctx, func(tx Tx) ([]Event, error) {
		events, err := letInByRule(tx, meetingID)
		return append([]Event{{Kind: PolicyChanged, MeetingID: meetingID, By: by}}, events...), err
	})
	if err != nil {
		return fmt.Errorf("reconsider: %w", err)
	}
	return nil
}

// letInByRule lets those in who wait and whom a rule lets in by now.
func letInByRule(tx Tx, meetingID string) ([]Event, error) {
	door, err := tx.Door(meetingID)
	if err != nil {
		return nil, err
	}
	if door.denies() || door.Rules.none() {
		return nil, nil // Nobody who waits need be read.
	}
	sentBack, err := tx.AnySentBack(meetingID)
	if err != nil {
		return nil, err
	}
	if rule := door.Rules.everyone(time.Now()); rule != "" && door.Limit == 0 && !sentBack {
		// One decision on everyone, who need not be read.
		_, events, err := Decision{MeetingID: meetingID, Verdict: Allow, Everyone: true}.carryOut(tx, rule)
		return events, err
	}
	waiting, err := tx.Guests(meetingID, Waiting)
	if err != nil {
		return nil, err
	}
	_, events, err := reconsider(tx, meetingID, waiting, Door.judgeWaiting)
	return events, err
}

// answer is what becomes of a guest, and why.
type answer struct {
	verdict Verdict
	rule    Rule
}

// reconsider decides on guests who wait, with one decision for all who get the same answer, and returns those who wait still: for a seat,
// or for a moderator.
func reconsider(tx Tx, meetingID string, guests []Guest, judge func(Door, Guest, Past, time.Time) (Verdict, Rule),
) (undecided []Guest, events []Event, err error) {
	door, err := tx.Door(meetingID)
	if err != nil {
		return nil, nil, err
	}
	room, err := seats(tx, meetingID, door)
	if err != nil {
		return nil, nil, err
	}
	var answers []answer // In the order of the first guest who gets each.
	whom := map[answer][]string{}
	for _, g := range guests {
		var past Past
		if door.Rules.AllowedBefore {
			if past, err = tx.Past(g, names.Likeness(g.Name)); err != nil {
				return nil, nil, err
			}
		}
		verdict, rule := judge(door, g, past, time.Now())
		if verdict == "" || verdict == Allow && (room <= 0 || g.SentBack) {
			undecided = append(undecided, g)
			continue
		}
		if verdict == Allow {
			room--
		}
		a := answer{verdict, rule}
		if whom[a] == nil {
			answers = append(answers, a)
		}
		whom[a] = append(whom[a], g.ID)
	}
	for _, a := range answers {
		_, told, err := Decision{MeetingID: meetingID, Verdict: a.verdict, Guests: whom[a]}.carryOut(tx, a.rule)
		if err != nil {
			return nil, nil, err
		}
		events = append(events, told...)
	}
	return undecided, events, nil
}
