package bbbtest

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hookTimeout bounds one delivery.
const hookTimeout = 5 * time.Second

// hook is an address that gets events, as bbb-webhooks posts them.
type hook struct {
	id                     int
	callbackURL, meetingID string
	events                 []string
	raw                    bool
	// waiting are events that are not delivered yet, in order. Posting says that somebody does.
	waiting []event
	posting bool
}

// event is one that bbb-webhooks knows.
type event struct {
	name       string
	attributes map[string]any
	at         time.Time
}

type hookInfo struct {
	ID          int    `xml:"hookID"`
	CallbackURL string `xml:"callbackURL,omitempty"`
	MeetingID   string `xml:"meetingID,omitempty"`
	EventID     string `xml:"eventID,omitempty"`
	Permanent   bool   `xml:"permanentHook"`
	Raw         bool   `xml:"rawData"`
}

type hookCreated struct {
	header
	hookInfo
}

type hookList struct {
	header
	Hooks struct {
		Hook []hookInfo `xml:"hook"`
	} `xml:"hooks"`
}

type hookRemoved struct {
	header
	Removed bool `xml:"removed"`
}

func (a hookCreated) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, a) }
func (a hookList) send(w http.ResponseWriter, _ *http.Request)    { sendXML(w, a) }
func (a hookRemoved) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, a) }

func (h *hook) info() hookInfo {
	return hookInfo{ID: h.id, CallbackURL: h.callbackURL, MeetingID: h.meetingID, EventID: strings.Join(h.events, ","), Raw: h.raw}
}

// createHook keeps a hook, or finds the one of the same address and meeting.
func (s *Simulator) createHook(r *request) answer {
	to := r.get("callbackURL")
	if to == "" {
		return failure("missingParamCallbackURL", "You must specify a callbackURL in the parameters.")
	}
	if !webAddress(to) {
		return failure("createHookError", "An error happened while creating your hook. Check the logs.")
	}
	raw, _ := r.flag("getRaw")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.hooks {
		if h.callbackURL == to && h.meetingID == r.get("meetingID") {
			return hookCreated{withMessage("duplicateWarning", "There is already a hook for this callback URL."), hookInfo{ID: h.id}}
		}
	}
	s.lastHook++
	h := &hook{id: s.lastHook, callbackURL: to, meetingID: r.get("meetingID"), events: r.values("eventID"), raw: raw}
	s.hooks = append(s.hooks, h)
	return hookCreated{succeeded(), hookInfo{ID: h.id, Raw: raw}}
}

// listHooks tells about all hooks, or those that get the events of one meeting.
func (s *Simulator) listHooks(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := hookList{header: succeeded()}
	for _, h := range s.hooks {
		if id := r.get("meetingID"); id == "" || h.meetingID == "" || h.meetingID == id {
			list.Hooks.Hook = append(list.Hooks.Hook, h.info())
		}
	}
	return list
}

// destroyHook forgets a hook.
func (s *Simulator) destroyHook(r *request) answer {
	id := r.get("hookID")
	if id == "" {
		return failure("missingParamHookID", "You must specify a hookID in the parameters.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.hooks)
	s.hooks = slices.DeleteFunc(s.hooks, func(h *hook) bool { return strconv.Itoa(h.id) == id })
	if len(s.hooks) == n {
		return failure("destroyMissingHook", "The hook informed was not found.")
	}
	return hookRemoved{succeeded(), true}
}

// pingHooks says that there are hooks, to everyone and in plain text.
func (s *Simulator) pingHooks(w http.ResponseWriter, r *http.Request) {
	fault, lost := s.currentFault()
	if fault.instead(w, r, lost) {
		return
	}
	fmt.Fprint(w, "bbb-webhooks API up!")
}

// tell posts an event of a meeting to its hooks. The caller holds the lock and does not wait for them.
func (s *Simulator) tell(m *meeting, name string, more map[string]any) {
	e := event{name: name, at: s.opts.Now(), attributes: map[string]any{
		"meeting": map[string]any{"internal-meeting-id": m.internalID, "external-meeting-id": m.id, "name": m.name}}}
	for key, value := range more {
		e.attributes[key] = value
	}
	for _, h := range s.hooks {
		if h.meetingID != "" && h.meetingID != m.id || h.events != nil && !slices.Contains(h.events, name) {
			continue
		}
		h.waiting = append(h.waiting, e)
		if !h.posting {
			h.posting = true
			go s.post(h)
		}
	}
}

// about returns what an event tells about a person.
func (p *person) about() map[string]any {
	return map[string]any{"user": map[string]any{"internal-user-id": p.internalID, "external-user-id": p.extID, "name": p.name,
		"role": p.role, "guest": p.guest}}
}

// post delivers the events of a hook, one after the other. One that nobody takes is dropped: the simulator does not try again.
func (s *Simulator) post(h *hook) {
	for {
		s.mu.Lock()
		if len(h.waiting) == 0 {
			h.posting = false
			s.mu.Unlock()
			return
		}
		e := h.waiting[0]
		h.waiting = h.waiting[1:]
		s.mu.Unlock()
		s.deliver(h.callbackURL, e)
	}
}

// deliver posts one event. The checksum is over address, body and secret, by SHA-1, and stands in the query.
func (s *Simulator) deliver(to string, e event) {
	text, err := json.Marshal([]any{map[string]any{"data": map[string]any{"type": "event", "id": e.name,
		"attributes": e.attributes, "event": map[string]any{"ts": e.at.UnixMilli()}}}})
	if err != nil {
		return
	}
	body := url.Values{"event": {string(text)}, "timestamp": {strconv.FormatInt(e.at.UnixMilli(), 10)},
		"domain": {"bbb.example.org"}}.Encode()
	sum := sha1.Sum([]byte(to + body + s.opts.Secret))
	u, err := url.Parse(to)
	if err != nil {
		return
	}
	q := u.Query()
	q.Set("checksum", hex.EncodeToString(sum[:]))
	u.RawQuery = q.Encode()
	ctx, cancel := context.WithTimeout(context.Background(), hookTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.opts.HookClient.Do(req)
	if err != nil {
		return
	}
	resp.Body.Close()
}
