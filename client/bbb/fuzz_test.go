package bbb

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// everyReader reads a body in each way that there is, and returns what came of it by the name of the way.
func everyReader(body []byte) map[string]func() (any, *header, error) {
	into := func(a successor, read reader) (any, *header, error) {
		h, err := read(bytes.NewReader(body))
		return a, h, err
	}
	return map[string]func() (any, *header, error){
		"create": func() (any, *header, error) { a := new(createAnswer); return into(a, xmlInto(a)) },
		"join":   func() (any, *header, error) { a := new(joinAnswer); return into(a, anyInto(a)) },
		"tracks": func() (any, *header, error) {
			var a struct {
				header
				Tracks []TextTrack `json:"tracks"`
			}
			return into(&a, anyInto(&a))
		},
		"hooks": func() (any, *header, error) {
			var a struct {
				header
				Hooks []hookAnswer `xml:"hooks>hook"`
			}
			return into(&a, xmlInto(&a))
		},
		"meetings": func() (any, *header, error) {
			var all []Meeting
			h, err := readMeetings(bytes.NewReader(body), func(m *Meeting) error { all = append(all, *m); return nil })
			return all, h, err
		},
		"recordings": func() (any, *header, error) {
			all, h, err := readRecordings(bytes.NewReader(body))
			return all, h, err
		},
	}
}

// FuzzReadAnswer looks for an answer that makes a reader crash, take what is no answer for one, or read the same twice in two
// ways.
func FuzzReadAnswer(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) == 0 {
		f.Fatal("there are no examples", err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
		f.Add(body[:len(body)/2])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, read := range everyReader(body) {
			first, h, err := read()
			if err != nil {
				if !errors.Is(err, ErrNotBBB) {
					t.Errorf("%s: error %v is not ErrNotBBB", name, err)
				}
				continue
			}
			if code := h.ReturnCode; code != success && code != failed || !bytes.Contains(bytes.ToLower(body), []byte("response")) {
				t.Errorf("%s: took %.80q for an answer", name, body)
			}
			if second, _, err := read(); err != nil || !reflect.DeepEqual(first, second) {
				t.Errorf("%s: the same answer read twice differs: %v", name, err)
			}
		}
	})
}

// FuzzRedirect looks for a Location header that makes the client crash, or lead a join where it must not go.
func FuzzRedirect(f *testing.F) {
	f.Add("https://bbb.example.org/bigbluebutton/api/join?a=b&checksum=1")
	f.Add("http://bbb.example.org/bigbluebutton/api/join?checksum=1")
	f.Add("/?errors=%5B%7B%22key%22%3A%22guestDeniedAccess%22%7D%5D")
	f.Add("//x/api/join?checksum")
	f.Fuzz(func(t *testing.T, location string) {
		if err := redirected("join", http.StatusFound, location); err.MessageKey == "" && !errors.Is(err, ErrNotBBB) {
			t.Errorf("%q: error %v has no kind", location, err)
		}
		from := &url.URL{Scheme: "https", Host: "lb.example.org", Path: "/bigbluebutton/api/join"}
		if to, ok := nextServer(from, location); ok {
			if u, err := url.Parse(to); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
				t.Errorf("%q leads to %q, %v", location, to, err)
			}
		}
	})
}

// FuzzQuery looks for a name or value that is escaped in another way than net/url does it, or that a later look does not find.
func FuzzQuery(f *testing.F) {
	f.Add("fullName", "Ana Ø & Co=1")
	f.Add("a&b", "\x00\xff~")
	f.Fuzz(func(t *testing.T, name, value string) {
		q := newQuery("join")
		q.add("first", "1")
		q.add(name, value)
		if got, want := string(q.raw()), "first=1&"+url.QueryEscape(name)+"="+url.QueryEscape(value); got != want {
			t.Errorf("query %q, want %q", got, want)
		}
		if !q.has(name) || q.has(name+"x") && name+"x" != "first" {
			t.Errorf("%q is not found in %q", name, q.raw())
		}
	})
}
