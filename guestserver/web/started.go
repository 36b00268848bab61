package web

import (
	"fmt"
	"net/http"
	"time"
)

// streamLasts is how long one connection is kept open, less than the server's own limit. The browser then opens another.
const streamLasts = 45 * time.Second

// started is a stream of events (text/event-stream) for those who wait for the meeting to start: it says so once. It only wakes the page
// up, which then asks for its state.
func (s *site) started(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	started, leave, ok := s.starts.listen(v.meeting.ID)
	if !ok {
		w.WriteHeader(http.StatusNoContent) // The browser does not come again, and the page goes on asking.
		return
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	// Without a comment first, proxies hold the answer back until there is more.
	fmt.Fprint(w, "retry: 3000\n: waiting\n\n")
	stream := http.NewResponseController(w)
	if err := stream.Flush(); err != nil {
		return
	}
	over := time.NewTimer(streamLasts)
	defer over.Stop()
	select {
	case <-started:
		fmt.Fprint(w, "event: started\ndata:\n\n")
	case <-over.C:
	case <-s.starts.over:
	case <-r.Context().Done():
	}
}
