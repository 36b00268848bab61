package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// exported is what a guest takes along of itself. Moderators are not named: what they decided is the guest's, who they are is not.
type exported struct {
	Meeting   string             `json:"meeting"`
	ID        string             `json:"id"`
	Name      string             `json:"name"`
	AskedName string             `json:"asked_name,omitempty"`
	State     lobby.State        `json:"state"`
	KnockedAt time.Time          `json:"knocked_at"`
	Device    string             `json:"device,omitempty"`
	AccountID string             `json:"account_id,omitempty"`
	Flags     []lobby.Flag       `json:"flags,omitempty"`
	Message   string             `json:"message,omitempty"`
	Decisions []exportedDecision `json:"decisions"`
	Consents  []exportedConsent  `json:"consents"`
}

type exportedDecision struct {
	At     time.Time    `json:"at"`
	Action lobby.Action `json:"action"`
	Reason string       `json:"reason,omitempty"`
}

type exportedConsent struct {
	At     time.Time           `json:"at"`
	To     meeting.ConsentKind `json:"to"`
	Notice meeting.Notice      `json:"notice"`
}

// export gives a guest all that is kept of it, as a JSON file.
func (s *site) export(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	data, consents, err := s.keptOf(r, v)
	if errors.Is(err, lobby.ErrUnknownGuest) {
		goTo(w, r, v.path()+"/mine")
		return
	}
	if err != nil {
		s.failed(w, r, v, err)
		return
	}
	g := data.Guest
	all := exported{
		Meeting: v.meeting.Name, ID: g.ID, Name: g.Name, AskedName: g.AskedName, State: g.State, KnockedAt: g.KnockedAt, Device: g.Device,
		AccountID: g.AccountID, Flags: g.Flags, Message: g.Message, Decisions: []exportedDecision{}, Consents: []exportedConsent{},
	}
	for _, d := range data.Decisions {
		all.Decisions = append(all.Decisions, exportedDecision{d.At, d.Action, d.Reason})
	}
	for _, c := range consents {
		all.Consents = append(all.Consents, exportedConsent{c.At, c.Kind, c.Notice})
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="foyer.json"`)
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	_ = out.Encode(all)
}
