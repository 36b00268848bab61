package guestserver

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestServerWithoutItsDatabaseIsNotHealthy(t *testing.T) {
	s, err := Open(t.Context(), Config{Data: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	health := func() int {
		w := httptest.NewRecorder()
		s.http.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil))
		return w.Code
	}
	if code := health(); code != http.StatusOK {
		t.Errorf("health of an open server is %d, want 200", code)
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	if code := health(); code != http.StatusServiceUnavailable {
		t.Errorf("health without the database is %d, want 503", code)
	}
}
