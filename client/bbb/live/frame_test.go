package live

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// tableReaders are all that take rows of the server.
func tableReaders() map[string]func(*visit, []byte) error {
	return map[string]func(*visit, []byte) error{
		"user_guest": (*visit).readGuests, "meeting": (*visit).readPolicies, "user": (*visit).readUsers,
		"meeting_recording": (*visit).readRecording, "chat_message_public": (*visit).readOwnMessages,
	}
}

func newVisit() *visit {
	m := &Meeting{changed: make(chan struct{}), opts: Options{Log: slog.New(slog.DiscardHandler)}}
	m.snap.Moderator = true
	return &visit{m: m, tables: map[string]table{}, looking: true,
		conn: &conn{done: make(chan struct{}), commands: map[string]command{}}}
}

// Whatever the server sends, nothing breaks, and who waits has an ID and comes in order.
func FuzzFrame(f *testing.F) {
	f.Add([]byte(`{"id":"1","type":"next","payload":{"data":{"user_guest":[{"userId":"w_a","positionInWaitingQueue":1,` +
		`"guestLobbyMessage":null,"user":{"name":"Ana","authed":false}}]}}}`))
	f.Add([]byte(`{"id":"2","type":"next","payload":{"data":{"user":[{"userId":"w_a","voice":{"muted":true},"cameras":[{}]}]}}}`))
	f.Add([]byte(`{"id":"3","type":"error","payload":[{"message":"field not found"}]}`))
	f.Add([]byte(`{"id":"4","type":"next","payload":{"data":{"meeting_recording":[{"isRecording":true,"startedAt":null}]}}}`))
	f.Add([]byte(`{"type":"next","payload":{"data":null,"errors":[{"message":"no"}]}}`))
	f.Add([]byte(`{"type":"connection_ack"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		fr, err := decodeFrame(text)
		if err != nil {
			return
		}
		if fr.Type == "" {
			t.Fatal("a frame without a type passed")
		}
		_ = fr.message()
		rows, err := fr.rows()
		if err != nil {
			return
		}
		v := newVisit()
		for name, read := range tableReaders() {
			if err := read(v, rows); err != nil && !json.Valid(rows) {
				t.Fatalf("%s got rows that are no JSON: %v", name, err)
			}
		}
		last := -1 << 62
		for _, g := range v.m.snap.Waiting {
			if g.ID == "" || g.Position < last || g.Since.IsZero() {
				t.Fatalf("waiting: %+v", v.m.snap.Waiting)
			}
			last = g.Position
		}
	})
}

func TestTextsKeepToTheRulesOfTheServer(t *testing.T) {
	for _, text := range []string{userCurrent, userGuest, policies, users, recording, ownMessages, inactivity} {
		if !strings.HasPrefix(text, "subscription "+operationName(text)) || len(text) > 5000 || strings.Contains(text, "Patched_") {
			t.Error(text)
		}
		depth, deepest := 0, 0
		for _, c := range text[strings.Index(text, "{"):] {
			switch c {
			case '{':
				depth++
			case '}':
				depth--
			}
			deepest = max(deepest, depth)
		}
		if depth != 0 || deepest > 6 {
			t.Errorf("depth %d, %d at the end: %s", deepest, depth, text)
		}
	}
	for _, text := range []string{joinMeeting, leaveMeeting, stillHere, setPolicy, submitApproval, setLobbyMessage,
		setPrivateLobbyMessage, setMuted, setAllMuted, setRaiseHand, setRole, eject, endMeeting, sendMessage} {
		frame, err := encodeFrame("1", "subscribe", operation{Name: operationName(text), Query: text})
		if err != nil || !strings.Contains(string(frame), `"query":"mutation `) {
			t.Errorf("the server would not see a mutation in %s", frame)
		}
		_, body, _ := strings.Cut(text, "{ ")
		if !strings.HasPrefix(body, functionName(text)) || strings.Count(body, "(") > 1 || strings.ContainsAny(text, `"#`+"\n") {
			t.Errorf("not one function with variables only: %s", text)
		}
	}
}

// A column that a future version no longer has costs a part of what is seen, never the lobby.
func TestRefusedTable(t *testing.T) {
	v := newVisit()
	v.missing = 2
	v.tables["1"] = table{name: "user", read: (*visit).readUsers}
	v.tables["2"] = table{name: "user_guest", read: (*visit).readGuests, vital: true}
	refusal := json.RawMessage(`[{"message":"field 'bot' not found"}]`)
	if err := v.take(frame{ID: "1", Type: "error", Payload: refusal}); err != nil || v.missing != 1 {
		t.Errorf("%v, %d missing", err, v.missing)
	}
	err := v.take(frame{ID: "2", Type: "error", Payload: refusal})
	if refused, ok := errors.AsType[*RefusedError](err); !ok || refused.Operation != "user_guest" {
		t.Errorf("the lobby was refused: %v", err)
	}
}

func TestOwnRowTellsWhatIsOver(t *testing.T) {
	tests := []struct {
		rows string
		want error
	}{
		{`[]`, errSessionLost},
		{`[{"loggedOut":true}]`, errSessionLost},
		{`[{"ejected":true,"loggedOut":true}]`, ErrEjected},
		{`[{"meeting":{"ended":true},"ejected":true}]`, ErrEnded},
		{`[{"isModerator":true,"guestStatus":"WAIT"}]`, ErrNotModerator},
		{`[{"isModerator":false,"guestStatus":"ALLOW"}]`, ErrNotModerator},
	}
	for _, tt := range tests {
		v := newVisit()
		v.looking = false
		if err := v.readCurrent([]byte(tt.rows)); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v", tt.rows, err)
		}
	}
	v := newVisit()
	v.looking, v.asked = false, true
	_, ok := errors.AsType[*JoinError](v.readCurrent([]byte(`[{"isModerator":true,"joinErrorCode":"max_participants_reason"}]`)))
	if !ok {
		t.Error("a join error is not told")
	}
}

// Who is no longer inside, without having been put out, comes in again by a new connection.
func TestOwnRowOfOneWhoFellOut(t *testing.T) {
	v := newVisit()
	err := v.readCurrent([]byte(`[{"isModerator":true,"joined":false,"guestStatus":"ALLOW"}]`))
	if err == nil || final(err) || errors.Is(err, errSessionLost) {
		t.Errorf("got %v", err)
	}
}

func TestRefusedMutationIsTold(t *testing.T) {
	c := newVisit().conn
	for id, want := range map[string]string{"1": "", "2": `userSetRole: refused: "no such role"`} {
		answer := make(chan error, 1)
		c.commands[id] = command{name: "userSetRole", answer: answer}
		f := frame{ID: id, Type: "next"}
		if want != "" {
			f = frame{ID: id, Type: "error", Payload: json.RawMessage(`[{"message":"no such role"}]`)}
		}
		if !c.answered(f) || c.answered(f) {
			t.Error("not answered once")
		}
		if err := <-answer; (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestPausesGrowToALimit(t *testing.T) {
	want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second,
		16 * time.Second, 30 * time.Second, 30 * time.Second}
	for failures, d := range want {
		if got := limit(failures); got != d {
			t.Errorf("after %d failures %v, want %v", failures, got, d)
		}
	}
	if limit(1000) != longestPause {
		t.Error("no limit")
	}
}

// Role and lobby come by two subscriptions, in any order. Rows are shown to a moderator only, but those that came before the
// role are not lost, since the server does not send them again.
func TestLobbyAndRoleComeInAnyOrder(t *testing.T) {
	v := newVisit()
	v.m.snap.Moderator = false
	own := func(moderator string) []byte {
		return []byte(`[{"isModerator":` + moderator + `,"joined":true,"guestStatus":"ALLOW"}]`)
	}
	steps := []struct {
		read func(*visit, []byte) error
		rows []byte
		want int
	}{
		{(*visit).readGuests, []byte(`[{"userId":"a"}]`), 0},
		{(*visit).readCurrent, own("true"), 1},
		{(*visit).readCurrent, own("false"), 0},
		{(*visit).readCurrent, own("true"), 0},
		{(*visit).readGuests, []byte(`[{"userId":"a"},{"userId":"b"}]`), 2},
	}
	for i, step := range steps {
		if err := step.read(v, step.rows); err != nil || len(v.m.snap.Waiting) != step.want {
			t.Errorf("step %d: %v, waiting %+v", i, err, v.m.snap.Waiting)
		}
	}
}

// Positions that are equal, or missing, are put in the order in which the guests were first seen.
func TestOrderOfArrivalBreaksTies(t *testing.T) {
	v := newVisit()
	for _, rows := range []string{`[{"userId":"z"}]`, `[{"userId":"a"},{"userId":"z"}]`,
		`[{"userId":"a"},{"userId":"m","isAllowed":true},{"userId":"b"},{"userId":"z"}]`} {
		if err := v.readGuests([]byte(rows)); err != nil {
			t.Fatal(err)
		}
	}
	var ids string
	for _, g := range v.m.snap.Waiting {
		ids += g.ID
	}
	if ids != "zab" {
		t.Errorf("the line is %s", ids)
	}
}
