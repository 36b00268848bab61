package guestserver

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// healthTimeout bounds how long the database may take to answer.
const healthTimeout = 2 * time.Second

// health answers 200 while the server can do its work, 503 while it cannot.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTimeout)
	defer cancel()
	w.Header().Set("Cache-Control", "no-store")
	if err := s.store.Ping(ctx); err != nil {
		slog.Error("check health", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	if _, err := w.Write([]byte("ok\n")); err != nil {
		slog.Debug("answer health", "error", err)
	}
}
