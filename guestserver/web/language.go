package web

import (
	"net/http"
	"regexp"
)

// ownPath is a path of this site that a page can be shown again at. It keeps the way back from leading to another site.
var ownPath = regexp.MustCompile(`^/(privacy|desk([/?][^\\#[:cntrl:]]*)?|b/[^/\\?#[:cntrl:]]+(/(wait|mine|goodbye))?)?$`)

// language sets the page's language by hand, and goes back to the page.
func (s *site) language(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.problem(w, r, visit{}, formProblem(err))
		return
	}
	if tag := r.PostForm.Get("language"); s.pages.Speaks(tag) {
		s.jar.SetLanguage(w, tag)
	}
	back := r.PostForm.Get("back")
	if !ownPath.MatchString(back) {
		back = "/"
	}
	goTo(w, r, back)
}
