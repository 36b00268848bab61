// Package pool spreads meetings over several BigBlueButton servers. It chooses by tag, health and load, and remembers which
// server holds a meeting, so that all who come to it meet. It is for a portal with more than one server of its own; a server
// that is itself a load balancer, such as Scalelite or b3scale, counts as one server here.
//
// A Pool has the methods Create, JoinURL and others of bbb.Client, for callers that need not know how many servers there are.
package pool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"foyer/client/bbb"
)

const (
	// NewMeetingLoad is how many people a new meeting counts for until the next look at its server: without it, all meetings
	// that begin within that time would go to one server.
	NewMeetingLoad = 10
	// refreshTimeout bounds one look at a server.
	refreshTimeout = 20 * time.Second
	// TagMeta is the name in CreateParams.Meta of the tags that a meeting asks for, with commas between them, as Scalelite has
	// it. The tag "none" is that of servers without one. With an exclamation mark at the end one of the tags is a must;
	// otherwise servers without a tag do as well.
	TagMeta = "server-tag"
)

// Client is what the pool needs of a server.
type Client interface {
	Create(ctx context.Context, p bbb.CreateParams) (bbb.Created, error)
	Join(ctx context.Context, p bbb.JoinParams) (bbb.Joined, error)
	JoinURL(p bbb.JoinParams) (string, error)
	MeetingInfo(ctx context.Context, meetingID string) (bbb.Meeting, error)
	EachMeeting(ctx context.Context, f func(bbb.Meeting) error) error
	End(ctx context.Context, meetingID, moderatorPW string) error
	Recordings(ctx context.Context, f bbb.RecordingFilter) ([]bbb.Recording, error)
	PublishRecordings(ctx context.Context, publish bool, recordIDs ...string) error
	DeleteRecordings(ctx context.Context, recordIDs ...string) error
}

// Server is one of the servers of a pool.
type Server struct {
	// Name is for logs and for Where. Each server has its own.
	Name   string
	Client Client
	// Tag keeps the server for meetings that ask for it; empty for all others.
	Tag string
	// Weight is how strong the server is: one of weight 2 takes twice as many people as one of weight 1. Zero stands for 1.
	Weight float64
	// Draining gives the server no new meetings. Those that it holds go on.
	Draining bool
}

// Pool is several servers. It is safe for concurrent use.
type Pool struct {
	servers []*server

	mu     sync.Mutex
	places map[string]*server // by meetingID
	// creating has a channel for each meeting that somebody creates just now; it is closed at the end.
	creating map[string]chan struct{}
}

// server is a server and what is known of it, which Pool.mu guards.
type server struct {
	Server
	sick bool    // it did not answer the latest call
	load float64 // people inside, and those expected in new meetings
}

// New returns a pool. It sends nothing; all servers count as healthy and empty until Refresh has looked at them.
func New(servers ...Server) (*Pool, error) {
	if len(servers) == 0 {
		return nil, fmt.Errorf("%w: a pool without servers", bbb.ErrInvalid)
	}
	p := &Pool{places: map[string]*server{}, creating: map[string]chan struct{}{}}
	names := map[string]bool{}
	for _, s := range servers {
		if s.Name == "" || names[s.Name] || s.Client == nil || s.Weight < 0 {
			return nil, fmt.Errorf("%w: server %.60q needs a name of its own, a client and no negative weight", bbb.ErrInvalid, s.Name)
		}
		names[s.Name] = true
		if s.Weight == 0 {
			s.Weight = 1
		}
		p.servers = append(p.servers, &server{Server: s})
	}
	return p, nil
}

// Create makes a meeting on the server that fits best, or finds it on the one that holds it: all healthy servers are asked for a
// meeting that the pool does not know, since another portal, or this one before a restart, may have made it. A server that does
// not answer is left out and the next one tried; should the silent one have made the meeting all the same, it is empty and
// expires there. A meeting with a place moves only if its server was silent before, so that a short trouble tears nobody apart.
// An error of kind bbb.ErrNoServer says that no server fits.
func (p *Pool) Create(ctx context.Context, params bbb.CreateParams) (bbb.Created, error) {
	leave, err := p.alone(ctx, params.MeetingID)
	if err != nil {
		return bbb.Created{}, &bbb.Error{Call: "create", Err: err}
	}
	defer leave()
	s := p.place(params.MeetingID)
	if s == nil {
		s, _ = p.ask(ctx, params.MeetingID, p.healthy())
	}
	if s != nil {
		sick := p.isSick(s)
		made, err := s.Client.Create(ctx, params)
		if !p.silent(s, err) || !sick {
			return made, err
		}
	}
	return p.createAnew(ctx, params)
}

// createAnew makes a meeting on the first of the servers that fit and answer.
func (p *Pool) createAnew(ctx context.Context, params bbb.CreateParams) (bbb.Created, error) {
	err := error(&bbb.Error{Call: "create", Err: bbb.ErrNoServer})
	for _, s := range p.candidates(params.Meta[TagMeta]) {
		var made bbb.Created
		made, err = s.Client.Create(ctx, params)
		if err == nil {
			p.remember(params.MeetingID, s, !made.Duplicate)
			return made, nil
		}
		if !p.silent(s, err) || ctx.Err() != nil {
			return bbb.Created{}, err
		}
	}
	return bbb.Created{}, err
}

// alone waits until nobody else creates the meeting. Who comes second finds what the first has made.
func (p *Pool) alone(ctx context.Context, meetingID string) (leave func(), err error) {
	for {
		p.mu.Lock()
		busy := p.creating[meetingID]
		if busy == nil {
			mine := make(chan struct{})
			p.creating[meetingID] = mine
			p.mu.Unlock()
			return func() {
				p.mu.Lock()
				defer p.mu.Unlock()
				delete(p.creating, meetingID)
				close(mine)
			}, nil
		}
		p.mu.Unlock()
		select {
		case <-busy:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// JoinURL returns the signed address that takes a person into a meeting that the pool has created or found. It sends nothing. An
// error of kind bbb.ErrNotFound says that the pool does not know where the meeting is: see Find.
func (p *Pool) JoinURL(params bbb.JoinParams) (string, error) {
	s := p.place(params.MeetingID)
	if s == nil {
		return "", &bbb.Error{Call: "join", Err: bbb.ErrNotFound}
	}
	return s.Client.JoinURL(params)
}

// Join joins without a browser.
func (p *Pool) Join(ctx context.Context, params bbb.JoinParams) (bbb.Joined, error) {
	s, err := p.find(ctx, "join", params.MeetingID)
	if err != nil {
		return bbb.Joined{}, err
	}
	return s.Client.Join(ctx, params)
}

// MeetingInfo returns a meeting and who is inside.
func (p *Pool) MeetingInfo(ctx context.Context, meetingID string) (bbb.Meeting, error) {
	s, err := p.find(ctx, "getMeetingInfo", meetingID)
	if err != nil {
		return bbb.Meeting{}, err
	}
	m, err := s.Client.MeetingInfo(ctx, meetingID)
	if errors.Is(err, bbb.ErrNotFound) {
		p.forget(meetingID, s)
	}
	return m, err
}

// End ends a meeting and forgets where it was.
func (p *Pool) End(ctx context.Context, meetingID, moderatorPW string) error {
	s, err := p.find(ctx, "end", meetingID)
	if err != nil {
		return err
	}
	err = s.Client.End(ctx, meetingID, moderatorPW)
	if err == nil || errors.Is(err, bbb.ErrNotFound) {
		p.forget(meetingID, s)
	}
	return err
}

// Where returns the name of the server that holds a meeting, empty if the pool does not know.
func (p *Pool) Where(meetingID string) string {
	if s := p.place(meetingID); s != nil {
		return s.Name
	}
	return ""
}

// Find asks all servers for a meeting that the pool does not know, and remembers who has it. After a restart of the portal this,
// or one Refresh, brings the memory back. An error of kind bbb.ErrNotFound says that nobody has it.
func (p *Pool) Find(ctx context.Context, meetingID string) error {
	_, err := p.find(ctx, "getMeetingInfo", meetingID)
	return err
}

func (p *Pool) find(ctx context.Context, call, meetingID string) (*server, error) {
	if s := p.place(meetingID); s != nil {
		return s, nil
	}
	s, err := p.ask(ctx, meetingID, p.servers)
	if s == nil && err == nil {
		return nil, &bbb.Error{Call: call, Err: bbb.ErrNotFound}
	}
	return s, err
}

// ask asks servers for a meeting, and remembers who has it. It returns neither server nor error if nobody has it, and an error if
// some did not tell.
func (p *Pool) ask(ctx context.Context, meetingID string, servers []*server) (*server, error) {
	found := make([]error, len(servers))
	var all sync.WaitGroup
	for i, s := range servers {
		all.Go(func() { _, found[i] = s.Client.MeetingInfo(ctx, meetingID) })
	}
	all.Wait()
	var failure error
	for i, s := range servers {
		switch err := found[i]; {
		case err == nil:
			p.remember(meetingID, s, false)
			return s, nil
		case !errors.Is(err, bbb.ErrNotFound):
			p.silent(s, err)
			failure = err
		}
	}
	return nil, failure
}

// healthy returns the servers that answered when last asked.
func (p *Pool) healthy() []*server {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.servers), func(s *server) bool { return s.sick })
}

func (p *Pool) isSick(s *server) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return s.sick
}

// candidates returns the servers for a new meeting, the best first.
func (p *Pool) candidates(tag string) []*server {
	tag, must := strings.CutSuffix(tag, "!")
	tags := strings.Split(tag, ",")
	p.mu.Lock()
	defer p.mu.Unlock()
	loads := map[*server]float64{}
	var fit, plain []*server
	for _, s := range p.servers {
		if s.sick || s.Draining {
			continue
		}
		loads[s] = s.load / s.Weight
		switch {
		case slices.Contains(tags, s.Tag), s.Tag == "" && slices.Contains(tags, "none"):
			fit = append(fit, s)
		case s.Tag == "":
			plain = append(plain, s)
		}
	}
	lighter := func(a, b *server) int { return cmp.Compare(loads[a], loads[b]) }
	slices.SortStableFunc(fit, lighter)
	slices.SortStableFunc(plain, lighter)
	if must {
		return fit
	}
	return append(fit, plain...)
}

func (p *Pool) place(meetingID string) *server {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.places[meetingID]
}

// remember notes where a meeting is. A new one counts as load until the next look.
func (p *Pool) remember(meetingID string, s *server, isNew bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.places[meetingID] = s
	if isNew {
		s.load += NewMeetingLoad
	}
}

// forget drops where a meeting is, unless it has moved.
func (p *Pool) forget(meetingID string, s *server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.places[meetingID] == s {
		delete(p.places, meetingID)
	}
}

// silent reports whether a call failed because the server did not answer, and takes the server for sick then.
func (p *Pool) silent(s *server, err error) bool {
	if !errors.Is(err, bbb.ErrUnreachable) {
		return false
	}
	slog.Warn("bigbluebutton server does not answer", "server", s.Name, "err", err)
	p.mu.Lock()
	defer p.mu.Unlock()
	s.sick = true
	return true
}
