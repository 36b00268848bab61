package bbbtest

import (
	"fmt"
	"time"

	"foyer/client/bbb/bbbtest/graphql"
)

// publicChat is the chat of everyone.
const publicChat = "MAIN-PUBLIC-GROUP-CHAT"

// mutation answers a mutation by true, and returns what it does. The caller holds the lock.
func (k *socket) mutation(id string, op operation) (effect func()) {
	if len(op.Query) > maxMutation {
		k.fail(id, "Mutation is not valid, it is too long")
		return nil
	}
	name, args, err := graphql.ReadMutation(op.Query, op.Variables)
	if err != nil {
		k.fail(id, "It was not able to parse graphQL query: "+err.Error())
		return nil
	}
	act, ok := k.s.mutations()[name]
	if missing := act.missing(args); !ok || missing != "" {
		k.fail(id, fmt.Sprintf("It was not able to send the request to Graphql Actions: %s %s", name, missing))
		return nil
	}
	k.queue = append(k.queue, mustFrame(id, "next", map[string]any{"data": map[string]bool{name: true}}),
		mustFrame(id, "complete", nil))
	k.s.mutated = append(k.s.mutated, Mutation{Name: name, Args: args, At: time.Now()})
	if len(k.s.mutated) > maxCalls {
		k.s.mutated = k.s.mutated[maxCalls/2:]
	}
	if k.s.fault == FaultNoEffect {
		return nil
	}
	return func() { k.carryOut(act, args) }
}

// Mutation is one that came in and was answered by true.
type Mutation struct {
	Name string
	Args map[string]any
	At   time.Time
}

// Mutations returns the latest mutations, the oldest first: all of them in any test.
func (s *Simulator) Mutations() []Mutation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mutation(nil), s.mutated...)
}

// carryOut does what a mutation says. One who may not is ejected, as the real server does it.
func (k *socket) carryOut(act action, args map[string]any) {
	p := k.p
	if act.moderators && (p.role != moderator || !p.inside) && !(act.own && args["userId"] == nil) {
		k.s.eject(p, codeNoPermission)
		return
	}
	act.do(k, args)
}

// action is what a mutation does.
type action struct {
	// needs are the arguments without which it is refused.
	needs []string
	// moderators alone may do it; with own everyone may do it for himself, by naming nobody.
	moderators, own bool
	do              func(k *socket, args map[string]any)
}

func (a action) missing(args map[string]any) string {
	for _, name := range a.needs {
		if args[name] == nil {
			return "misses " + name
		}
	}
	return ""
}

// mutations returns all that the simulator knows, by BigBlueButton's names.
func (s *Simulator) mutations() map[string]action {
	return map[string]action{
		"userJoinMeeting":                {needs: []string{"authToken", "clientType"}, do: (*socket).joinMeeting},
		"userLeaveMeeting":               {do: (*socket).leaveMeeting},
		"userSendActivitySign":           {do: func(*socket, map[string]any) {}},
		"userSetRaiseHand":               {needs: []string{"raiseHand"}, moderators: true, own: true, do: (*socket).setHand},
		"userSetMuted":                   {needs: []string{"muted"}, moderators: true, own: true, do: (*socket).setMuted},
		"chatSendMessage":                {needs: []string{"chatId", "chatMessageInMarkdownFormat"}, do: (*socket).chat},
		"meetingSetMuted":                {needs: []string{"muted"}, moderators: true, do: (*socket).setAllMuted},
		"meetingEnd":                     {moderators: true, do: (*socket).endMeeting},
		"meetingRecordingSetStatus":      {needs: []string{"recording"}, moderators: true, do: (*socket).setRecording},
		"userSetRole":                    {needs: []string{"userId", "role"}, moderators: true, do: (*socket).setRole},
		"userEjectFromMeeting":           {needs: []string{"userId", "banUser"}, moderators: true, do: (*socket).ejectOther},
		"guestUsersSetPolicy":            {needs: []string{"guestPolicy"}, moderators: true, do: (*socket).setPolicy},
		"guestUsersSubmitApprovalStatus": {needs: []string{"guests"}, moderators: true, do: (*socket).decide},
		"guestUsersSetLobbyMessage":      {needs: []string{"message"}, moderators: true, do: (*socket).setLobbyMessage},
		"guestUsersSetLobbyMessagePrivate": {needs: []string{"guestId", "message"}, moderators: true,
			do: (*socket).setPrivateLobbyMessage},
	}
}
