package api

import (
	"log/slog"
	"net/http"
)

// describe answers the OpenAPI document, to anyone: it tells nothing of this server.
func describe(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/yaml")
	if _, err := w.Write(document); err != nil {
		slog.Debug("answer document", "error", err)
	}
	return nil
}
