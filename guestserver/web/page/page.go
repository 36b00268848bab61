// Package page draws the guest's pages: their frame, their language, and the files that they load. What a page says is the
// business of package web, which alone uses it.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"foyer/assets"
)

//go:embed templates/*.html
var templateFiles embed.FS

// frame is the template around all pages.
const frame = "layout.html"

// Pages are all pages, parsed.
type Pages struct {
	texts     *assets.Catalogue
	templates map[string]*template.Template
	static    static
	rendered  cache
	wishes    wishes
}

// Load parses the pages. It fails only if a file of the program itself is broken.
func Load(texts *assets.Catalogue) (*Pages, error) {
	files, err := loadStatic()
	if err != nil {
		return nil, fmt.Errorf("load static files: %w", err)
	}
	templates, err := parse()
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	return &Pages{texts: texts, templates: templates, static: files}, nil
}

// parse parses each page together with the frame around it.
func parse() (map[string]*template.Template, error) {
	around, err := template.ParseFS(templateFiles, path.Join("templates", frame))
	if err != nil {
		return nil, err
	}
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	parsed := map[string]*template.Template{}
	for _, f := range files {
		if f.Name() == frame {
			continue
		}
		t, err := template.Must(around.Clone()).ParseFS(templateFiles, path.Join("templates", f.Name()))
		if err != nil {
			return nil, err
		}
		parsed[strings.TrimSuffix(f.Name(), ".html")] = t
	}
	return parsed, nil
}

// Show renders a page, whole or not at all. Data embeds a Page.
func (p *Pages) Show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var out bytes.Buffer
	if !p.render(&out, w, r, name, data) {
		return
	}
	answer(w, status)
	// Nothing can be done for someone who went away while reading.
	_, _ = out.WriteTo(w)
}

// render renders a page. If it cannot, it answers the request itself and returns false.
func (p *Pages) render(out *bytes.Buffer, w http.ResponseWriter, r *http.Request, name string, data any) bool {
	if err := p.templates[name].ExecuteTemplate(out, frame, data); err != nil {
		slog.ErrorContext(r.Context(), "render page", "page", name, "error", err)
		http.Error(w, "Sorry, something went wrong. Please try again.", http.StatusInternalServerError)
		return false
	}
	return true
}

func answer(w http.ResponseWriter, status int) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
}
