package web

import (
	"bytes"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"foyer/assets"
	"foyer/guestserver/meeting"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the parsed templates by their name.
type pages map[string]*template.Template

// parsePages parses each page together with the frame around it.
func parsePages() (pages, error) {
	frame, err := template.ParseFS(templateFiles, "templates/layout.html")
	if err != nil {
		return nil, err
	}
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	parsed := pages{}
	for _, f := range files {
		if f.Name() == "layout.html" {
			continue
		}
		t, err := template.Must(frame.Clone()).ParseFS(templateFiles, path.Join("templates", f.Name()))
		if err != nil {
			return nil, err
		}
		parsed[strings.TrimSuffix(f.Name(), ".html")] = t
	}
	return parsed, nil
}

// page is what the templates of all pages use.
type page struct {
	// Meeting is the zero Meeting on pages that belong to none.
	Meeting meeting.Meeting
	texts   assets.Texts
	static  static
}

// page returns the common part of a page, in the language of the request.
func (s *site) page(r *http.Request, m meeting.Meeting) page {
	return page{Meeting: m, texts: s.Texts.For(r.Header.Get("Accept-Language")), static: s.static}
}

// Path returns where the meeting's pages are.
func (p page) Path() string { return meetingPath(p.Meeting) }

// Language returns the page's language.
func (p page) Language() string { return p.texts.Language.String() }

// Asset returns the URL of a static file.
func (p page) Asset(name string) string { return p.static.url(name) }

// T returns a text.
func (p page) T(key string) string { return p.texts.Get(key) }

// Count returns a text in the plural form for n.
func (p page) Count(key string, n int) string { return p.texts.Count(key, n) }

// Named returns a text that contains a name, which may be written in the other direction than the text around it.
func (p page) Named(key, name string) template.HTML {
	// This character stands for an object in a text, and so in no text or name.
	const place = "\uFFFC"
	before, after, _ := strings.Cut(p.texts.Get(key, map[string]string{"Name": place}), place)
	escape := template.HTMLEscapeString
	return template.HTML(escape(before) + "<bdi>" + escape(name) + "</bdi>" + escape(after))
}

// show renders a page, whole or not at all.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var out bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&out, "layout.html", data); err != nil {
		slog.ErrorContext(r.Context(), "render page", "page", name, "error", err)
		http.Error(w, "Sorry, something went wrong. Please try again.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	// Nothing can be done for someone who went away while reading.
	_, _ = out.WriteTo(w)
}
