package foyer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// recording is a recording as the API tells it.
type recording struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	StartedAt    time.Time `json:"started_at"`
	EndedAt      time.Time `json:"ended_at"`
	Participants int       `json:"participants"`
	Published    bool      `json:"published"`
	State        string    `json:"state"`
	Formats      []struct {
		Type          string `json:"type"`
		URL           string `json:"url"`
		LengthSeconds int64  `json:"length_seconds"`
	} `json:"formats"`
}

func (r recording) portal() portal.Recording {
	is := portal.Recording{
		ID: r.ID, Name: r.Name, StartedAt: r.StartedAt, EndedAt: r.EndedAt, Participants: r.Participants, Published: r.Published,
		State: r.State,
	}
	for _, f := range r.Formats {
		// What opens addresses would open a file or another program as well.
		if u, err := url.Parse(f.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" {
			continue
		}
		is.Formats = append(is.Formats, portal.RecordingFormat{
			Type: f.Type, URL: f.URL, Length: time.Duration(f.LengthSeconds) * time.Second,
		})
	}
	return is
}

// Recordings returns those of a meeting, the newest first. The error has the code "conference_unavailable" if the conference server does
// not answer.
func (p *Portal) Recordings(ctx context.Context, meetingID string) ([]portal.Recording, error) {
	listed, err := rest.List[recording](ctx, p.do, recordingsPath(meetingID), nil)
	if err != nil {
		return nil, fmt.Errorf("list recordings: %w", err)
	}
	recordings := make([]portal.Recording, len(listed))
	for i, r := range listed {
		recordings[i] = r.portal()
	}
	return recordings, nil
}

// PublishRecording lets people watch a recording, or no longer. The error has the code "recording_unfinished" while it is being made.
func (p *Portal) PublishRecording(ctx context.Context, meetingID, recordingID string, published bool) error {
	call := rest.Call{
		Method: http.MethodPatch, Path: recordingsPath(meetingID) + "/" + url.PathEscape(recordingID),
		Body: map[string]bool{"published": published},
	}
	if _, err := p.do(ctx, call); err != nil {
		return fmt.Errorf("publish recording: %w", err)
	}
	return nil
}

// DeleteRecording deletes a recording for good. Only owners of the meeting may: for others the error has the code "not_allowed".
func (p *Portal) DeleteRecording(ctx context.Context, meetingID, recordingID string) error {
	call := rest.Call{Method: http.MethodDelete, Path: recordingsPath(meetingID) + "/" + url.PathEscape(recordingID)}
	if _, err := p.do(ctx, call); err != nil {
		return fmt.Errorf("delete recording: %w", err)
	}
	return nil
}

func recordingsPath(meetingID string) string {
	return path(portal.MeetingLevel, meetingID) + "/recordings"
}
