package lobby_test

import (
	"slices"
	"time"

	"foyer/guestserver/lobby"
)

// model is what should be the case at a meeting: written down a second time, without a database and in plain steps, so that the lobby can
// be held against it.
type model struct {
	// guests are in the order of their knocks.
	guests     []*someone
	remembered lobby.Verdict
	blocks     []blockade
	// rule is the one name that is let in unasked.
	rule    string
	lastEnd time.Time
	acts    []*deed
}

// someone is a guest as it should be.
type someone struct {
	id, device, name string
	state            lobby.State
	// verdict and decision are zero for somebody undecided, or removed.
	verdict  lobby.Verdict
	decision int64
	decided  time.Time
	// sentBack says that nobody but a moderator lets it in.
	sentBack bool
}

// deed is an act that might be undone.
type deed struct {
	id            int64
	before, after lobby.Verdict // What it changed in what is remembered.
	renamed       *someone
	from, to      string
	undone        bool
}

type blockade struct {
	id            int64
	device, guest string
}

func (m *model) blocked(device string, g *someone) bool {
	return slices.ContainsFunc(m.blocks, func(b blockade) bool { return b.device == device || g != nil && b.guest == g.id })
}

// judge returns what becomes of a guest of this name who knocks.
func (m *model) judge(name string) lobby.Verdict {
	if m.remembered != "" {
		return m.remembered
	}
	if m.rule == name {
		return lobby.Allow
	}
	return ""
}

// mayReturn reports whether a guest left on an allowance that still stands.
func (m *model) mayReturn(g *someone) bool {
	return g.state == lobby.Left && g.verdict == lobby.Allow && g.decided.After(m.lastEnd)
}

// decide decides on a guest.
func (g *someone) decide(v lobby.Verdict, id int64) {
	g.state = lobby.Allowed
	if v == lobby.Deny {
		g.state = lobby.Denied
	}
	g.verdict, g.decision, g.decided = v, id, time.Now()
}

// remove takes a guest from where it is by an act that is no decision.
func (g *someone) remove(to lobby.State, id int64) {
	g.state, g.verdict, g.decision, g.decided = to, "", id, time.Now()
}

// wait puts a guest back into the waiting room.
func (g *someone) wait() { g.state, g.verdict, g.decision = lobby.Waiting, "", 0 }

func (g *someone) in(states ...lobby.State) bool { return slices.Contains(states, g.state) }

// those returns the IDs of the guests in a state.
func (m *model) those(state lobby.State) []string {
	ids := []string{}
	for _, g := range m.guests {
		if g.state == state {
			ids = append(ids, g.id)
		}
	}
	return ids
}

// block turns away a guest and those with its device, and reports whether it was not blocked before.
func (m *model) block(g *someone, id int64) bool {
	if m.blocked(g.device, g) {
		return false
	}
	m.blocks = append(m.blocks, blockade{id, g.device, g.id})
	for _, kin := range m.guests {
		switch {
		case kin.device != g.device:
		case kin.in(lobby.Waiting, lobby.Gone, lobby.Allowed):
			kin.remove(lobby.Denied, id)
		case kin.in(lobby.Entering, lobby.Inside):
			kin.remove(lobby.Left, id)
		}
	}
	return true
}

func (m *model) unblock(id int64) bool {
	n := len(m.blocks)
	m.blocks = slices.DeleteFunc(m.blocks, func(b blockade) bool { return b.id == id })
	return len(m.blocks) < n
}

// undo takes an act back, and reports whether there was anything to take back.
func (m *model) undo(d *deed) bool {
	if d.undone {
		return false
	}
	for _, g := range m.guests {
		switch {
		case g.decision != d.id:
		case g.in(lobby.Allowed, lobby.Denied):
			g.wait()
			d.undone = true
		case g.in(lobby.Left):
			g.verdict, g.decision = "", 0
		}
	}
	if d.before != d.after && m.remembered == d.after {
		m.remembered, d.undone = d.before, true
	}
	if d.renamed != nil && d.renamed.name == d.to {
		d.renamed.name, d.undone = d.from, true
	}
	if m.unblock(d.id) {
		d.undone = true
	}
	return d.undone
}

// letInByRule lets those in who wait and whom the rule lets in, and reports whether there were any.
func (m *model) letInByRule(id int64) bool {
	any := false
	for _, g := range m.guests {
		if g.state == lobby.Waiting && !g.sentBack && g.name == m.rule && m.remembered != lobby.Deny {
			g.decide(lobby.Allow, id)
			any = true
		}
	}
	return any
}
