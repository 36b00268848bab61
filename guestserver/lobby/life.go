package lobby

// State is where a guest is in its life. This file is the only place that says which state follows which:
//
//	                ┌──────────── gone ◄──────┐
//	                │ back           silent   │
//	                ▼                         │
//	knock ─────► waiting ─────────────────────┤
//	             ▲  │  │                      │ gave up, ended
//	undone,      │  │  └──► denied            │
//	sent back    │  │ denied, blocked         │
//	             │  ▼ allowed                 │
//	          allowed ────────────────────────┤
//	             ▲  │ set out                 │
//	             │  ▼                         ▼
//	back, while  │ entering ─────────────► left ◄─ departed, removed,
//	the allowance│  │ arrived               ▲      blocked, ended
//	stands       │  ▼                       │
//	             │ inside ──────────────────┘
//	             └──────────────────────────┘
//
// A decision may also find a guest who is gone: allowed and denied lead from there, too. Undone leads to waiting from allowed and
// denied, sent back from allowed, entering and inside.
type State string

// The states of a guest.
const (
	// Waiting for a decision.
	Waiting State = "waiting"
	// Allowed by a decision, but not yet on the way.
	Allowed State = "allowed"
	// Entering with a join URL of its own.
	Entering State = "entering"
	// Inside the meeting, as far as is known.
	Inside State = "inside"
	// Denied by a decision.
	Denied State = "denied"
	// Gone without a sign of life for the grace time; a sign of life puts it back into its old place.
	Gone State = "gone"
	// Left of its own will, or because it was removed or the meeting ended.
	Left State = "left"
)

// States returns all states.
func States() []State { return []State{Waiting, Allowed, Entering, Inside, Denied, Gone, Left} }

// Admitted reports whether the guest may enter, or is inside.
func (s State) Admitted() bool { return s == Allowed || s == Entering || s == Inside }

// Decided reports whether a moderator, or the meeting by itself, has decided on the guest.
func (s State) Decided() bool { return s.Admitted() || s == Denied }

// happening is something that changes a guest's state.
type happening string

// The happenings.
const (
	allowed happening = "allowed"
	denied  happening = "denied"
	// undone takes a decision back.
	undone happening = "undone"
	// silent: no sign of life for the grace time.
	silent happening = "silent"
	// back: a sign of life of someone who was gone, or who had left while its allowance stands.
	back happening = "back"
	// gaveUp: the guest leaves the door by its own will.
	gaveUp happening = "gave up"
	// setOut: the guest has its join URL.
	setOut  happening = "set out"
	arrived happening = "arrived"
	// departed: the guest leaves the meeting, or its connection to it ends.
	departed happening = "departed"
	sentBack happening = "sent back"
	// removed: kicked, or asked to go at the debriefing.
	removed happening = "removed"
	blocked happening = "blocked"
	ended   happening = "ended"
)

// transition is one arrow of the picture.
type transition struct {
	what happening
	from []State
	to   State
}

// transitions are all arrows.
var transitions = [...]transition{
	{allowed, []State{Waiting, Gone}, Allowed},
	{denied, []State{Waiting, Gone}, Denied},
	{undone, []State{Allowed, Denied}, Waiting},
	{undone, []State{Left}, Left}, // It loses the allowance on which it could come back.
	{silent, []State{Waiting}, Gone},
	{back, []State{Gone}, Waiting},
	{back, []State{Left}, Allowed},
	{gaveUp, []State{Waiting, Gone, Allowed}, Left},
	{setOut, []State{Allowed}, Entering},
	{arrived, []State{Allowed, Entering}, Inside},
	{departed, []State{Entering, Inside}, Left},
	{sentBack, []State{Allowed, Entering, Inside}, Waiting},
	{removed, []State{Allowed, Entering, Inside}, Left},
	{blocked, []State{Waiting, Gone, Allowed}, Denied},
	{blocked, []State{Entering, Inside}, Left},
	{ended, []State{Waiting, Gone, Allowed, Entering, Inside}, Left},
}
