package desk

import (
	"slices"

	"foyer/client/signaling"
)

// kind is the kind of server at the other end of a link. Each can do other things.
type kind int

const (
	// openTalk is an OpenTalk controller up to 0.33, or a Foyer server before its welcome told so.
	openTalk kind = iota
	// roomServer is OpenTalk's RoomServer.
	roomServer
	foyerServer
	// conference is a BigBlueButton meeting, from the inside.
	conference
)

// openTalkCan is what every OpenTalk server can do. It has no deny, nothing to remember, and no message to those who wait.
var openTalkCan = Capabilities{
	Everyone: true, Rename: true, WaitingRoom: true, SendBack: true, Kick: true, Ban: true, Hands: true, LowerHand: true, Roles: true,
	Debrief: true,
}

// conferenceCan is what a companion inside BigBlueButton 3 can do.
var conferenceCan = Capabilities{
	Deny: true, Everyone: true, Remember: true, Policy: true, Say: true, SayToOne: true, Kick: true, Ban: true, LowerHand: true,
	Roles: true, Mute: true,
}

// capabilities returns what a server of this kind can do, by its welcome.
func capabilities(k kind, welcome *signaling.JoinSuccess) Capabilities {
	switch k {
	case foyerServer:
		return foyerCan(welcome.Foyer.Capabilities)
	case conference:
		return conferenceCan
	case roomServer:
		can := openTalkCan
		can.Unblock, can.Mute = true, true
		return can
	}
	return openTalkCan
}

// foyerCan returns what a Foyer server can do that knows these actions of the namespace foyer. One that lists none is of the first
// version, which knew four of them.
func foyerCan(actions []string) Capabilities {
	if len(actions) == 0 {
		return Capabilities{Deny: true, Everyone: true, Remember: true, Reason: true}
	}
	has := func(action string) bool { return slices.Contains(actions, action) }
	return Capabilities{
		Deny: has("deny"), Reason: has("deny"), Everyone: has("allow"), Remember: has("remember"), Undo: has("undo"),
		Policy: has("set_policy"), Say: has("say"), SayToOne: has("say"), Rename: has("rename"), Block: has("block"),
		Unblock: has("unblock"), ShowQueue: has("show_queue"), Rules: has("set_rules"), Admit: has("admit_waiting"),
		WaitingRoom: true, SendBack: true, Kick: true, Ban: true, Hands: true, LowerHand: true, Roles: true, Debrief: true,
	}
}

// can returns what the desk can do in the meeting. The caller holds the desk's lock.
func (m *meeting) can() Capabilities {
	can := m.main.can
	if m.main.kind != foyerServer || !m.hasConference() {
		return can
	}
	// The people are in BigBlueButton: what is done with them is done there, through the desk's companion.
	inside := m.refused == nil
	can.Kick, can.Ban, can.SendBack, can.Debrief = inside, inside, inside, inside
	can.LowerHand, can.Roles, can.Mute, can.End = inside, inside, inside, true
	can.Hands = false
	if m.waitsInside() {
		lobby := conferenceCan
		can.Deny, can.Everyone, can.Remember, can.Policy = lobby.Deny, lobby.Everyone, lobby.Remember, lobby.Policy
		can.Say, can.SayToOne = lobby.Say, lobby.SayToOne
		can.Reason, can.Undo, can.Rename, can.Block, can.ShowQueue = false, false, false, false, false
		can.WaitingRoom, can.Admit, can.SendBack = false, false, false
	}
	return can
}
