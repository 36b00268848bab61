package pool_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/pool"
)

// balancer stands in front of servers as Scalelite does: it has a secret of its own, hands calls on, and leads a join to the
// server that holds the meeting.
func balancer(t *testing.T, servers ...*bbbtest.Server) *httptest.Server {
	places := map[string]*bbb.Client{}
	var mu sync.Mutex
	lb := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		q := r.URL.Query()
		id := q.Get("meetingID")
		switch {
		case strings.HasSuffix(r.URL.Path, "/create"):
			s := servers[len(places)%len(servers)]
			c, err := bbb.New(bbb.Config{URL: s.URL, Secret: s.Secret})
			if err == nil && places[id] == nil {
				places[id] = c
			}
			made, err := places[id].Create(r.Context(), bbb.CreateParams{MeetingID: id, Name: q.Get("name"), ModeratorPW: q.Get("moderatorPW")})
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
			fmt.Fprintf(w, "<response><returncode>SUCCESS</returncode><meetingID>%s</meetingID><createTime>%d</createTime></response>", id, made.CreateTime)
		case strings.HasSuffix(r.URL.Path, "/join") && places[id] != nil:
			redirect := q.Get("redirect") != "false"
			to, err := places[id].JoinURL(bbb.JoinParams{MeetingID: id, FullName: q.Get("fullName"), Role: bbb.Role(q.Get("role")), Redirect: &redirect})
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			http.Redirect(w, r, to, http.StatusFound)
		case strings.HasSuffix(r.URL.Path, "/isMeetingRunning"):
			fmt.Fprint(w, "<response><returncode>SUCCESS</returncode><running>false</running></response>")
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey><message>x</message></response>")
		}
	}))
	t.Cleanup(lb.Close)
	return lb
}

func TestLoadBalancerInFrontWorks(t *testing.T) {
	one, two := bbbtest.NewServer(t, bbbtest.Options{}), bbbtest.NewServer(t, bbbtest.Options{Secret: "other"})
	lb := balancer(t, one, two)
	c, err := bbb.New(bbb.Config{URL: lb.URL, Secret: "front"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := pool.New(pool.Server{Name: "lb", Client: c})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"choir", "board"} {
		if _, err := p.Create(t.Context(), meeting(id, "")); err != nil {
			t.Fatal(err)
		}
		j, err := p.Join(t.Context(), bbb.JoinParams{MeetingID: id, FullName: "Ana", Role: bbb.Moderator})
		if err != nil || j.SessionToken == "" || len(j.Cookies) != 1 {
			t.Fatalf("joined %+v, %v", j, err)
		}
		resp, err := http.Get(j.URL)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v, %v", j.URL, resp, err)
		}
		resp.Body.Close()
	}
	if len(one.Calls("join")) != 1 || len(two.Calls("join")) != 1 {
		t.Errorf("joins: %v and %v", one.Calls("join"), two.Calls("join"))
	}
}
