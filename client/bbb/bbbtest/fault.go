package bbbtest

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"time"
)

// Fault is something that goes wrong with the calls of the API. Pages go on working.
type Fault int

// The faults.
const (
	// NoFault answers as it should be.
	NoFault Fault = iota
	// FaultDown cuts the connection.
	FaultDown
	// FaultSilent never answers: the caller has to give up.
	FaultSilent
	// FaultHTML answers with a web page.
	FaultHTML
	// FaultGateway answers as a gateway does whose server is down, with a web page and status 502.
	FaultGateway
	// FaultTruncated breaks the XML off in the middle.
	FaultTruncated
	// FaultStatus500 answers with the right XML and the status 500, as some servers do.
	FaultStatus500
	// FaultContentType says that the right XML is a web page, as some servers do.
	FaultContentType
	// FaultStatus404 answers with the right XML and the status 404, as some gateways do.
	FaultStatus404
	// FaultMaintenance says with a web page and status 503 that the server is being worked on.
	FaultMaintenance
	// FaultSlow answers as it should be, after SlowBy.
	FaultSlow
	// FaultHuge answers with 16 MiB of XML.
	FaultHuge
	// FaultNoEffect answers mutations by true and does nothing.
	FaultNoEffect
)

// SlowBy is how long FaultSlow takes.
const SlowBy = 3 * time.Second

// SetFault lets every call from now on go wrong in that way. Calls that FaultSilent holds are cut off.
func (s *Simulator) SetFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
	close(s.lost)
	s.lost = make(chan struct{})
}

func (s *Simulator) currentFault() (Fault, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault, s.lost
}

// instead acts out the faults that leave a call undone. It reports whether it did.
func (f Fault) instead(w http.ResponseWriter, r *http.Request, lost <-chan struct{}) bool {
	const page = "<!DOCTYPE html><html><head><title>Hello</title></head><body><p>Nothing here.<br></body></html>"
	switch f {
	case FaultDown:
		panic(http.ErrAbortHandler)
	case FaultSilent:
		select {
		case <-r.Context().Done():
		case <-lost:
		}
		panic(http.ErrAbortHandler)
	case FaultHTML:
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(page))
	case FaultGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		w.Write([]byte(page))
	case FaultMaintenance:
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write([]byte(page))
	case FaultSlow:
		select {
		case <-time.After(SlowBy):
		case <-r.Context().Done():
		case <-lost:
		}
		return false
	case FaultHuge:
		huge(w)
	default:
		return false
	}
	return true
}

// huge writes an answer that is right and far too long.
func huge(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/xml")
	w.Write([]byte("<response><returncode>SUCCESS</returncode><message>"))
	for range 256 {
		if _, err := w.Write(bytes.Repeat([]byte("and so on "), 6554)); err != nil {
			return
		}
	}
	w.Write([]byte("</message></response>"))
}

// write sends an answer, spoilt by the fault.
func (f Fault) write(w http.ResponseWriter, r *http.Request, a answer) {
	if f == NoFault || f == FaultNoEffect {
		a.send(w, r)
		return
	}
	good := httptest.NewRecorder()
	a.send(good, r)
	body, status := good.Body.Bytes(), good.Code
	for name, values := range good.Header() {
		w.Header()[name] = values
	}
	switch f {
	case FaultTruncated:
		body = body[:len(body)/2]
	case FaultStatus500:
		status = http.StatusInternalServerError
	case FaultStatus404:
		status = http.StatusNotFound
	case FaultContentType:
		w.Header().Set("Content-Type", "text/html")
	}
	w.WriteHeader(status)
	w.Write(body)
}
