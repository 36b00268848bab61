package bbbtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

// track is a text track of a recording, as the API shows it.
type track struct {
	Href   string `json:"href"`
	Kind   string `json:"kind"`
	Lang   string `json:"lang"`
	Label  string `json:"label"`
	Source string `json:"source"`
}

// jsonAnswer is an answer of the calls that speak JSON.
type jsonAnswer map[string]any

func (a jsonAnswer) send(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	// Maps of texts and of this package's types can always be encoded; what fails is the connection.
	json.NewEncoder(w).Encode(map[string]any{"response": a})
}

func jsonFailure(key, message string) jsonAnswer {
	return jsonAnswer{"returncode": "FAILED", "messageKey": key, "message": message}
}

// recording returns the one recording that a request names, nil if there is none. The caller holds the lock.
func (s *Simulator) recording(r *request) *Recording {
	for _, rec := range s.recordings {
		if rec.RecordID == r.get("recordID") {
			return rec
		}
	}
	return nil
}

// getRecordingTextTracks tells about the text tracks of a recording.
func (s *Simulator) getRecordingTextTracks(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.recording(r)
	if rec == nil {
		return jsonFailure("noRecordings", "No recording found for "+r.get("recordID"))
	}
	tracks := make([]track, len(rec.tracks))
	for i, t := range rec.tracks {
		t.Href = r.origin() + t.Href
		tracks[i] = t
	}
	return jsonAnswer{"returncode": "SUCCESS", "tracks": tracks}
}

// putRecordingTextTrack keeps a text track in place of one of the same kind and language.
func (s *Simulator) putRecordingTextTrack(r *request) answer {
	t := track{Kind: r.get("kind"), Lang: r.get("lang"), Label: r.get("label"), Source: "upload"}
	if t.Kind != "subtitles" && t.Kind != "captions" {
		return jsonFailure("invalidKind", "Invalid kind parameter, expected='subtitles|captions' actual="+t.Kind)
	}
	if t.Lang == "" {
		return jsonFailure("paramError", "Missing param lang.")
	}
	if len(uploaded(r)) == 0 {
		return jsonFailure("empty_uploaded_text_track", "Empty uploaded text track.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.recording(r)
	if rec == nil {
		return jsonFailure("noRecordings", "No recording found for "+r.get("recordID"))
	}
	t.Href = "/captions/" + rec.RecordID + "/" + t.Kind + "_" + t.Lang + ".vtt"
	for i, old := range rec.tracks {
		if old.Href == t.Href {
			rec.tracks[i] = t
			return putTrack(rec)
		}
	}
	rec.tracks = append(rec.tracks, t)
	return putTrack(rec)
}

func putTrack(rec *Recording) answer {
	return jsonAnswer{"returncode": "SUCCESS", "messageKey": "upload_text_track_success",
		"message": "Text track uploaded successfully", "recordId": rec.RecordID}
}

// uploaded returns the content of the form's part "file", nil if there is none.
func uploaded(r *request) []byte {
	_, params, err := mime.ParseMediaType(r.contentType)
	if err != nil {
		return nil
	}
	parts := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil
		}
		if part.FormName() == "file" {
			// The body is in memory already and bounded.
			content, _ := io.ReadAll(part)
			return content
		}
	}
}
