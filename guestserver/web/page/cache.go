package page

import (
	"bytes"
	"net/http"
	"sync"
)

// maxCached bounds how many rendered pages are kept: far more than meetings whose guests come at the same time, at some 4 KiB each.
const maxCached = 1000

// secretMark stands in a rendered page where each guest gets a secret of its own. It needs no escaping, and is in no text.
const secretMark = "~secret~"

// cache keeps rendered pages by what they show. The same data always gives the same page, so nothing is ever out of date.
type cache struct {
	mu    sync.RWMutex
	pages map[any]cached
}

// cached is a page before and after the secret.
type cached struct{ before, after []byte }

func (c *cache) get(key any) (cached, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	page, ok := c.pages[key]
	return page, ok
}

func (c *cache) put(key any, page cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pages == nil || len(c.pages) >= maxCached {
		c.pages = map[any]cached{}
	}
	c.pages[key] = page
}

// Common is the data of a page that many guests get alike, but for a secret.
type Common interface {
	// Key returns what the page shows, but for the secret, as a comparable value: equal keys are equal pages.
	Key() any
	// WithSecret returns the data with the secret in it.
	WithSecret(secret string) any
}

// ShowCommon shows a page like Show, and renders it only when it is a new one.
func (p *Pages) ShowCommon(w http.ResponseWriter, r *http.Request, status int, name string, data Common, secret string) {
	key := [2]any{name, data.Key()}
	page, ok := p.rendered.get(key)
	if !ok {
		var out bytes.Buffer
		if !p.render(&out, w, r, name, data.WithSecret(secretMark)) {
			return
		}
		page.before, page.after, _ = bytes.Cut(out.Bytes(), []byte(secretMark))
		p.rendered.put(key, page)
	}
	answer(w, status)
	_, _ = w.Write(append(append(append(make([]byte, 0, len(page.before)+len(secret)+len(page.after)), page.before...), secret...), page.after...))
}
