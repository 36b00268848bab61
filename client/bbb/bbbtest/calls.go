package bbbtest

import (
	"net/http"
	"net/url"
	"slices"
)

// maxCalls is how many calls are kept: more than any test looks at, few enough for a demo that runs for months.
const maxCalls = 1000

// Call is a call that came in, right or wrong.
type Call struct {
	// Name is the API's name, such as "create".
	Name string
	// Params are the parameters, with the checksum.
	Params url.Values
}

func (s *Simulator) record(name string, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.calls) >= maxCalls {
		s.calls = slices.Delete(s.calls, 0, maxCalls/2)
	}
	s.calls = append(s.calls, Call{Name: name, Params: r.URL.Query()})
}

// Calls returns the latest calls of the API, the oldest first: all of them in any test, at least the last 500 in a
// long run. With names, only the calls of these names are returned.
func (s *Simulator) Calls(names ...string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.calls), func(c Call) bool {
		return len(names) > 0 && !slices.Contains(names, c.Name)
	})
}
