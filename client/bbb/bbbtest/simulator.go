// Package bbbtest simulates a BigBlueButton server, for tests and for Foyer's demo: the HTTP API by the rules of the real
// one, and in place of the meeting a plain page that shows who is inside. It is to package bbb what net/http/httptest is to
// net/http. It holds no sound and no picture, and keeps everything in memory.
package bbbtest

import (
	"html/template"
	"net/http"
	"sync"
	"time"
)

// Paths below which the simulator answers.
const (
	apiPath     = "/bigbluebutton/api"
	clientPath  = "/bigbluebutton/html5client/"
	graphqlPath = "/graphql"
)

// Options are the settings of a simulated server. The zero value works, with an empty secret.
type Options struct {
	// Secret is the shared secret that signs the calls.
	Secret string
	// Now is the clock, time.Now if nil.
	Now func() time.Time
	// GoneAfter is how long a person counts as inside after the last sign of life of the page; the page gives one every few
	// seconds. Zero keeps people inside until they leave, which suits tests that open a page once.
	GoneAfter time.Duration
	// GuestsOnly is BigBlueButton's setting authenticatedGuest=false: guest policies then concern only guests. BigBlueButton's
	// default, and ours, is that they also concern viewers whose join has no guest parameter.
	GuestsOnly bool
	// Hashes are the names of the hashes that the server takes, such as "sha1"; all four if nil.
	Hashes []string
	// Ahead is how far the server's clock is ahead in the Date header of its answers.
	Ahead time.Duration
	// HookClient posts the events of hooks, http.DefaultClient if nil.
	HookClient *http.Client
	// Version27 makes it a BigBlueButton 2.7: without GraphQL.
	Version27 bool
	// NoPings leaves it to GraphQL clients to give signs of life by themselves. A minute without one ends the connection.
	NoPings bool
}

// Simulator is a simulated server. It serves /bigbluebutton/api, /bigbluebutton/html5client/ and /graphql and may be mounted
// at /bigbluebutton/ and /graphql in any mux: it redirects by paths and needs not know its host. It is safe for concurrent use.
type Simulator struct {
	opts Options
	mux  http.ServeMux
	page *template.Template

	mu       sync.Mutex
	meetings map[string]*meeting // by meetingID
	people   map[string]*person  // by session token
	calls    []Call
	fault    Fault
	// recordings are in the order in which they came.
	recordings []*Recording
	hooks      []*hook
	lastHook   int
	joins      int // how many have joined so far
	sockets    map[*socket]bool
	dropped    int    // operations that got no answer
	dropNext   string // the name of one more
	mutated    []Mutation
	// lost is closed when the fault changes, to free the calls that FaultSilent holds.
	lost chan struct{}
}

// New returns a simulated server without meetings.
func New(opts Options) *Simulator {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.HookClient == nil {
		opts.HookClient = http.DefaultClient
	}
	s := &Simulator{
		opts:     opts,
		page:     template.Must(template.New("page").Parse(pageText)),
		meetings: map[string]*meeting{},
		people:   map[string]*person{},
		sockets:  map[*socket]bool{},
		lost:     make(chan struct{}),
	}
	for name, handle := range map[string]func(*request) answer{
		"create":           s.create,
		"join":             s.join,
		"isMeetingRunning": s.isMeetingRunning,
		"getMeetingInfo":   s.getMeetingInfo,
		"getMeetings":      s.getMeetings,
		"end":              s.end,

		"insertDocument":         s.insertDocument,
		"sendChatMessage":        s.sendChatMessage,
		"getRecordings":          s.getRecordings,
		"publishRecordings":      s.publishRecordings,
		"updateRecordings":       s.updateRecordings,
		"deleteRecordings":       s.deleteRecordings,
		"getRecordingTextTracks": s.getRecordingTextTracks,
		"putRecordingTextTrack":  s.putRecordingTextTrack,
		"hooks/create":           s.createHook,
		"hooks/list":             s.listHooks,
		"hooks/destroy":          s.destroyHook,
	} {
		s.mux.Handle(apiPath+"/"+name, s.call(name, handle))
	}
	s.mux.HandleFunc("GET "+apiPath+"/hooks/ping", s.pingHooks)
	s.mux.HandleFunc("GET "+apiPath+"/getJoinUrl", s.getJoinURL)
	s.mux.HandleFunc("GET "+apiPath, s.version)
	s.mux.HandleFunc("GET "+apiPath+"/{$}", s.version)
	s.mux.HandleFunc("GET "+clientPath+"{$}", s.meetingPage)
	s.mux.HandleFunc("GET "+clientPath+"guestWait", s.meetingPage)
	s.mux.HandleFunc("GET "+clientPath+"leave", s.leave)
	s.mux.HandleFunc("GET "+clientPath+"left", s.leftPage)
	s.mux.Handle("GET "+clientPath+"assets/", assets())
	s.mux.HandleFunc("GET "+clientPath+"act", s.act)
	s.mux.HandleFunc("GET "+apiPath+"/guestWait", s.guestWait)
	s.mux.HandleFunc("GET "+playbackPath+"{kind}/{id}", s.playback)
	if !opts.Version27 {
		s.mux.HandleFunc("GET "+graphqlPath, s.graphql)
	}
	return s
}

// ServeHTTP answers calls and serves the pages. Everyone who is connected learns what has changed by it.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.wake()
	if s.opts.Ahead != 0 {
		w.Header().Set("Date", s.opts.Now().Add(s.opts.Ahead).UTC().Format(http.TimeFormat))
	}
	s.mux.ServeHTTP(w, r)
}
