package page

import (
	"net/http"
	"regexp"
)

// plainHost is a host that can stand in a Content-Security-Policy.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$`)

// Secured sets the headers that all answers have.
func Secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy(r.Host))
		// Not no-referrer: with that, browsers send "Origin: null" with our own forms, too, and over plain HTTP, where there is
		// no Sec-Fetch-Site, such a form cannot be told from a stranger's. The conference server gets no referrer by this either.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// policy returns the Content-Security-Policy. It has no form-action: browsers apply that to the redirects after a form as well,
// and these lead to the conference server.
func policy(host string) string {
	connect := "'self'"
	// Safari before 15.4 does not count websockets as 'self'.
	if plainHost.MatchString(host) {
		connect += " ws://" + host + " wss://" + host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src " + connect +
		"; base-uri 'none'; frame-ancestors 'none'"
}
