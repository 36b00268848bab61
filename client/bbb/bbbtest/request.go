package bbbtest

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// request is a call whose checksum is right.
type request struct {
	params url.Values
	// secure says that the call came over TLS, to the simulator or to what stands before it.
	secure bool
	host   string
	// body and contentType are those of a POST.
	body        []byte
	contentType string
}

// maxBody is the longest body in bytes that is read, more than any test sends.
const maxBody = 32 << 20

// call answers the requests of one call: it counts them, acts out a fault, and checks method and checksum.
func (s *Simulator) call(name string, handle func(*request) answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.record(name, r)
		fault, lost := s.currentFault()
		if fault.instead(w, r, lost) {
			return
		}
		if !methodAllowed(name, r.Method) {
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		fault.write(w, r, s.checked(name, r, handle))
	})
}

// methodAllowed reports whether a call may be made that way.
func methodAllowed(name, method string) bool {
	switch name {
	case "insertDocument", "putRecordingTextTrack":
		return method == http.MethodPost
	case "join", "sendChatMessage":
		return method == http.MethodGet
	}
	return method == http.MethodGet || method == http.MethodPost
}

// checked answers a request if its checksum is right.
func (s *Simulator) checked(name string, r *http.Request, handle func(*request) answer) answer {
	query, checksum := splitChecksum(r.URL.RawQuery)
	params, err := url.ParseQuery(query)
	if err != nil || !s.checksumOK(checksum, name+query+s.opts.Secret) {
		a := failure("checksumError", "Checksums do not match")
		if name == "join" {
			// The real server sends the person to the address in the query. One that nobody has signed is no place
			// to send anybody.
			return refusal("", a)
		}
		return a
	}
	secure := r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return failure("validationError", "The body is too long, or breaks off")
	}
	return handle(&request{params: params, secure: secure, host: r.Host, body: body, contentType: r.Header.Get("Content-Type")})
}

// splitChecksum takes the checksum out of a raw query, wherever it stands.
func splitChecksum(query string) (rest, checksum string) {
	parts := slices.DeleteFunc(strings.Split(query, "&"), func(part string) bool {
		value, ok := strings.CutPrefix(part, "checksum=")
		if ok {
			checksum = value
		}
		return ok
	})
	return strings.Join(parts, "&"), checksum
}

// checksumOK reports whether the checksum is the hash of the text. The length of the checksum says which hash.
func (s *Simulator) checksumOK(checksum, text string) bool {
	var h hash.Hash
	var name string
	switch len(checksum) {
	case 2 * sha1.Size:
		name, h = "sha1", sha1.New()
	case 2 * sha256.Size:
		name, h = "sha256", sha256.New()
	case 2 * sha512.Size384:
		name, h = "sha384", sha512.New384()
	case 2 * sha512.Size:
		name, h = "sha512", sha512.New()
	default:
		return false
	}
	if s.opts.Hashes != nil && !slices.Contains(s.opts.Hashes, name) {
		return false
	}
	h.Write([]byte(text))
	want := hex.EncodeToString(h.Sum(nil))
	return subtle.ConstantTimeCompare([]byte(strings.ToLower(checksum)), []byte(want)) == 1
}

// get returns a parameter without space around it.
func (r *request) get(name string) string { return strings.TrimSpace(r.params.Get(name)) }

// flag returns a parameter that must be a boolean, and whether it is one. It may be absent.
func (r *request) flag(name string) (value, ok bool) {
	switch strings.ToLower(r.get(name)) {
	case "":
		return false, true
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// meetingID returns the meeting's ID, or the answer to a request without a good one.
func (r *request) meetingID() (string, *failed) {
	id := r.get("meetingID")
	switch n := len([]rune(id)); {
	case id == "":
		return "", failure("missingParamMeetingID", "You must specify a meeting ID for the meeting.")
	case n < 2 || n > 256:
		return "", failure("validationError", "Meeting ID must be between 2 and 256 characters")
	case strings.Contains(id, ","):
		return "", failure("validationError", "Meeting ID cannot contain commas")
	case stripControl(id) != id:
		return "", failure("validationError", "Invalid meeting ID")
	}
	return id, nil
}
