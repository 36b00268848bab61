package bbbtest

import "net/http"

// playbackPath is where recordings are watched. A real server has it beside its API; here it is below what is mounted.
const playbackPath = "/bigbluebutton/playback/"

// playback shows a recording that is published. There is nothing in it to be seen.
func (s *Simulator) playback(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, rec := range s.recordings {
		if rec.RecordID == r.PathValue("id") && rec.state() == "published" {
			s.show(w, http.StatusOK, view{State: "out", Meeting: rec.Name, Heading: "A recording",
				Sentences: []string{"Of " + rec.Start.UTC().Format("2 January 2006, 15:04") + " UTC. There is nothing to be seen in it."}})
			return
		}
	}
	s.show(w, http.StatusNotFound, view{State: "out", Heading: "There is no recording here",
		Sentences: []string{"It was deleted, or is not published."}})
}
