// Package page draws the pages of the guest server: their frame, their language, the headers that they are sent with, and the files
// that they load. What a page says is the business of package web, for guests, and of package deskpage, for moderators.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"foyer/assets"
)

//go:embed templates/*.html static
var guestFiles embed.FS

// frame is the template around all pages. A set of pages may have a file ownFrame that fills blocks of it.
const (
	frame    = "layout.html"
	ownFrame = "frame.html"
)

// Pages are all pages, parsed.
type Pages struct {
	texts     *assets.Catalogue
	templates map[string]*template.Template
	static    static
	rendered  cache
	wishes    wishes
}

// Load parses the guest's pages and further sets of pages, each of which has a folder "templates" and a folder "static" as they are here. No
// two files have the same name. It fails only if a file of the program itself is broken.
func Load(texts *assets.Catalogue, more ...fs.FS) (*Pages, error) {
	p := &Pages{texts: texts, templates: map[string]*template.Template{}, static: static{}}
	around, err := template.ParseFS(guestFiles, path.Join("templates", frame))
	if err != nil {
		return nil, fmt.Errorf("parse frame: %w", err)
	}
	for _, files := range append([]fs.FS{guestFiles}, more...) {
		if err := p.parse(files, around); err != nil {
			return nil, fmt.Errorf("parse pages: %w", err)
		}
		if err := p.static.load(files); err != nil {
			return nil, fmt.Errorf("load static files: %w", err)
		}
	}
	return p, nil
}

// parse parses each page of a set together with the frame around it.
func (p *Pages) parse(set fs.FS, around *template.Template) error {
	files, err := fs.ReadDir(set, "templates")
	if err != nil {
		return err
	}
	around, err = around.Clone()
	if err != nil {
		return err
	}
	if _, err := fs.Stat(set, path.Join("templates", ownFrame)); err == nil {
		if around, err = around.ParseFS(set, path.Join("templates", ownFrame)); err != nil {
			return err
		}
	}
	for _, f := range files {
		if f.Name() == frame || f.Name() == ownFrame {
			continue
		}
		t, err := template.Must(around.Clone()).ParseFS(set, path.Join("templates", f.Name()))
		if err != nil {
			return err
		}
		p.templates[strings.TrimSuffix(f.Name(), ".html")] = t
	}
	return nil
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
