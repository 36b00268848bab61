package page

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"foyer/assets"
)

// Page is what the templates of all pages use.
type Page struct {
	// Here is the path of the page, which changing the language comes back to. It is empty where that makes no sense.
	Here string
	// pages and texts are what the methods draw from.
	pages *Pages
	texts assets.Texts
}

// For returns the common part of a page, in the language chosen by hand, else in what the browser asks for.
func (p *Pages) For(r *http.Request, chosen string) Page {
	return Page{Here: r.URL.EscapedPath(), pages: p, texts: p.speak(wish{chosen, r.Header.Get("Accept-Language")})}
}

// wish is the language chosen by hand, and those that a browser asks for.
type wish struct{ chosen, accepted string }

// maxWishes bounds how many wishes are remembered with the texts that fit. There are a few hundred in the world, and whoever sends
// others waits a little longer.
const maxWishes = 1000

// speak returns the texts that fit a wish. To find them out takes longer than the rest of a page that is rendered already.
func (p *Pages) speak(w wish) assets.Texts {
	p.wishes.mu.RLock()
	texts, ok := p.wishes.texts[w]
	p.wishes.mu.RUnlock()
	if ok {
		return texts
	}
	texts = p.texts.For(w.chosen, w.accepted)
	p.wishes.mu.Lock()
	defer p.wishes.mu.Unlock()
	if p.wishes.texts == nil || len(p.wishes.texts) >= maxWishes {
		p.wishes.texts = map[wish]assets.Texts{}
	}
	if len(w.accepted) <= maxWish {
		p.wishes.texts[w] = texts
	}
	return texts
}

// maxWish is the longest Accept-Language that is remembered, in bytes.
const maxWish = 200

// wishes are texts by the wish that they fit.
type wishes struct {
	mu    sync.RWMutex
	texts map[wish]assets.Texts
}

// Speaks reports whether a language is one of those that there are, by its tag.
func (p *Pages) Speaks(tag string) bool {
	return slices.ContainsFunc(p.texts.Languages(), func(l language.Tag) bool { return l.String() == tag })
}

// Language is a language to choose.
type Language struct {
	// Tag is such as "de", Name is what the language calls itself.
	Tag, Name string
	// Now says that the page is in it.
	Now bool
}

// Languages returns the languages to choose from.
func (p Page) Languages() []Language {
	var all []Language
	for _, l := range p.texts.Languages() {
		all = append(all, Language{l.Tag.String(), l.Name, l.Tag == p.texts.Language})
	}
	return all
}

// Texts returns the texts in the page's language.
func (p Page) Texts() assets.Texts { return p.texts }

// Language returns the page's language.
func (p Page) Language() string { return p.texts.Language.String() }

// Asset returns the URL of a static file.
func (p Page) Asset(name string) string { return p.pages.static.url(name) }

// T returns a text.
func (p Page) T(key string) string { return p.texts.Get(key) }

// Count returns a text in the plural form for n.
func (p Page) Count(key string, n int) string { return p.texts.Count(key, n) }

// Fill returns a text with its fields filled: names and values in turns.
func (p Page) Fill(key string, fields ...any) string {
	data := map[string]any{}
	for i := 0; i+1 < len(fields); i += 2 {
		name, _ := fields[i].(string)
		data[name] = fields[i+1]
	}
	return p.texts.Get(key, data)
}

// Named returns a text that contains a name, which may be written in the other direction than the text around it.
func (p Page) Named(key, name string) template.HTML {
	// This character stands for an object in a text, and so in no text or name.
	const place = "\uFFFC"
	before, after, _ := strings.Cut(p.texts.Get(key, map[string]string{"Name": place}), place)
	escape := template.HTMLEscapeString
	return template.HTML(escape(before) + "<bdi>" + escape(name) + "</bdi>" + escape(after))
}

// When returns a time of day with its date, as the page's language writes it, and its zone: a server's clock is not the guest's.
func (p Page) When(t time.Time) string { return t.Format(p.T("guest.time")) }
