package bbbtest

import (
	"bytes"
	"embed"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

//go:embed page.html
var pageText string

//go:embed assets
var assetFiles embed.FS

// colours is how many colours page.css has for faces.
const colours = 6

// view is what a page shows.
type view struct {
	// State is one of inside, waiting, out. The style sheet knows it.
	State     string
	Title     string
	Meeting   string
	Heading   string
	Sentences []string
	Me        *face
	Others    []face
	// Acts are what the person can do, Chat is what all have written.
	Acts []act
	// Documents are the names of presentations.
	Documents []string
	Chat      []line
	Leave     string
	LeaveText string
	Assets    string
}

// Live reports whether the page keeps itself fresh.
func (v view) Live() bool { return v.State != "out" }

// face is a person as others see it.
type face struct {
	Name, Initials, Role string
	Guest                bool
	Colour               uint32
	// Signs are what others see a person do, such as "hand raised".
	Signs []string
}

// assets serves style sheet and script.
func assets() http.Handler {
	files := http.StripPrefix(clientPath, http.FileServerFS(assetFiles))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		files.ServeHTTP(w, r)
	})
}

// show writes a page. Nothing in it comes from elsewhere, and the address, which holds the session token, goes nowhere.
func (s *Simulator) show(w http.ResponseWriter, status int, v view) {
	v.Assets = clientPath + "assets/"
	if v.Title == "" {
		v.Title = v.Heading
	}
	var page bytes.Buffer
	if err := s.page.Execute(&page, v); err != nil {
		http.Error(w, "The page could not be drawn.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "+
		"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(page.Bytes())
}

// meetingPage shows the meeting to a person who joined; opening it is what brings the person inside. The person who must
// wait sees that. The real server also wants the session's cookie, which a test without a cookie jar does not have.
func (s *Simulator) meetingPage(w http.ResponseWriter, r *http.Request) {
	v, ok := s.look(r.URL.Query().Get("sessionToken"))
	if !ok {
		s.show(w, http.StatusNotFound, view{State: "out", Heading: "The meeting is over",
			Sentences: []string{"It has ended, or you have left it. You can close this page."}})
		return
	}
	s.show(w, http.StatusOK, v)
}

// look returns what a session sees, and whether there is such a session in a meeting that has not ended.
func (s *Simulator) look(token string) (view, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	p := s.people[token]
	if p == nil || !p.meeting.ended.IsZero() {
		return view{}, false
	}
	me := p.face()
	v := view{Meeting: p.meeting.name, Me: &me, Leave: clientPath + "leave?sessionToken=" + token}
	if p.status == wait && !p.loggedOut {
		p.seen = now
		v.State, v.Heading, v.LeaveText = "waiting", "Please wait", "Stop waiting"
		v.Sentences = s.waitingSentences(p)
		v.Title = v.Heading + " · " + v.Meeting
		return v, true
	}
	if code := s.barred(p); code != "" {
		return view{State: "out", Meeting: p.meeting.name, Heading: "You are not in the meeting",
			Sentences: []string{barredSentence(code)}}, true
	}
	s.in(p, now)
	v.Acts, v.Chat, v.Documents = p.acts(), p.meeting.chatLines(), slices.Clone(p.meeting.documents)
	v.State, v.Heading, v.LeaveText = "inside", "You are in the meeting", "Leave"
	v.Title = v.Meeting
	for _, other := range s.inside(p.meeting) {
		if other != p {
			v.Others = append(v.Others, other.face())
		}
	}
	return v, true
}

// leave takes a person out of the meeting and on to the logout URL, if there is one.
func (s *Simulator) leave(w http.ResponseWriter, r *http.Request) {
	to := clientPath + "left"
	s.mu.Lock()
	now := s.tidy()
	token := r.URL.Query().Get("sessionToken")
	if p := s.people[token]; p != nil {
		delete(s.people, token)
		if p.inside {
			s.out(p, now)
		}
		if webAddress(p.logoutURL) {
			to = p.logoutURL
		}
	}
	s.mu.Unlock()
	redirection(to).send(w, r)
}

// leftPage says good-bye, or why a person could not come in. It shows no text out of the address, which anybody can make.
func (s *Simulator) leftPage(w http.ResponseWriter, r *http.Request) {
	var reasons []struct{ Key string }
	if json.Unmarshal([]byte(r.URL.Query().Get("errors")), &reasons) != nil || len(reasons) == 0 {
		s.show(w, http.StatusOK, view{State: "out", Heading: "You have left the meeting",
			Sentences: []string{"You can close this page."}})
		return
	}
	s.show(w, http.StatusOK, view{State: "out", Heading: "You could not come in",
		Sentences: []string{explanation(reasons[0].Key)}})
}

// explanation says what a message key means for a person and what to do next.
func explanation(key string) string {
	switch key {
	case "guestDeniedAccess":
		return "This meeting lets no guests in. Ask whoever invited you."
	case "maxParticipantsReached":
		return "The meeting is full. Try again when someone has left."
	case "meetingForciblyEnded":
		return "The meeting has ended."
	case "invalidMeetingIdentifier":
		return "The meeting is not running. Go back to the page that you came from and try again."
	case "mismatchCreateTimeParam":
		return "The meeting has begun anew since this link was made. Go back to the page that you came from and try again."
	case "checksumError":
		return "This link is not signed as it should be. Was it copied completely?"
	}
	return "The link is not complete. Go back to the page that you came from and try again."
}

func (p *person) face() face {
	h := fnv.New32a()
	h.Write([]byte(p.extID))
	f := face{Name: p.name, Initials: initials(p.name), Role: "Viewer", Guest: p.guest, Colour: h.Sum32() % colours,
		Signs: p.signs()}
	if p.role == moderator {
		f.Role = "Moderator"
	}
	return f
}

// initials returns the first letters of the first and the last word of a name.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if len(words) == 0 {
		return "•"
	}
	first := []rune(words[0])[:1]
	if len(words) > 1 {
		first = append(first, []rune(words[len(words)-1])[0])
	}
	return strings.ToUpper(string(first))
}
