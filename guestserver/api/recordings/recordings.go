// Package recordings serves the part of the portal API that is about the recordings of meetings. They are on the conference server, which
// is asked each time.
package recordings

import (
	"context"
	"time"

	"foyer/client/bbb"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// Conference is what the API needs of the conference server.
type Conference interface {
	Recordings(ctx context.Context, meetingID string) ([]bbb.Recording, error)
	Recording(ctx context.Context, meetingID, recordingID string) (bbb.Recording, error)
	PublishRecording(ctx context.Context, meetingID, recordingID string, publish bool) error
	DeleteRecording(ctx context.Context, meetingID, recordingID string) error
}

// API serves recordings.
type API struct {
	Conference Conference
}

// Register adds the routes. Whoever moderates a meeting sees and publishes its recordings; what is gone for good is the owners' alone.
func (a *API) Register(mux rest.Mux, gate rest.Gate) {
	const one = "/api/v1/meetings/{id}/recordings/{recording}"
	mux.Handle("GET /api/v1/meetings/{id}/recordings", gate.In(meeting.ScopeMeeting, meeting.RoleModerator, a.list))
	mux.Handle("PATCH "+one, gate.In(meeting.ScopeMeeting, meeting.RoleModerator, a.change))
	mux.Handle("DELETE "+one, gate.In(meeting.ScopeMeeting, meeting.RoleOwner, a.remove))
}

// view is a recording as it is answered.
type view struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"`
	StartedAt    time.Time    `json:"started_at"`
	EndedAt      time.Time    `json:"ended_at"`
	Participants int          `json:"participants"`
	Published    bool         `json:"published"`
	State        string       `json:"state"`
	Formats      []formatView `json:"formats"`
}

// formatView is one way to watch a recording.
type formatView struct {
	Type          string `json:"type"`
	URL           string `json:"url"`
	LengthSeconds int64  `json:"length_seconds"`
}

func viewOf(r bbb.Recording) view {
	return view{
		ID: r.RecordID, Name: r.Name, StartedAt: time.UnixMilli(r.StartTime).UTC(), EndedAt: time.UnixMilli(r.EndTime).UTC(),
		Participants: r.Participants, Published: r.Published, State: r.State, Formats: rest.Views(r.Formats, viewFormat),
	}
}

func viewFormat(f bbb.Format) formatView {
	return formatView{Type: f.Type, URL: f.URL, LengthSeconds: int64(f.Length / time.Second)}
}
