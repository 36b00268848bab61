package rest

import (
	"net/http"
	"strconv"
	"strings"
)

// SetVersion tells which version of a resource is answered, as its ETag.
func SetVersion(w http.ResponseWriter, version int64) {
	w.Header().Set("ETag", strconv.Quote(strconv.FormatInt(version, 10)))
}

// CheckVersion returns nil if a request means this version of a resource by its If-Match header. So nobody overwrites what another
// administrator has changed in the meantime, unseen.
func CheckVersion(r *http.Request, version int64) error {
	wanted := r.Header.Get("If-Match")
	if wanted == "" {
		return NewProblem(http.StatusPreconditionRequired, "precondition_required",
			"Say which version you change, with the header If-Match and the ETag that you read, so that nobody's change is lost.")
	}
	for tag := range strings.SplitSeq(wanted, ",") {
		// Proxies that compress answers make tags weak. Ours name the version of the resource, not the bytes of the answer, and so
		// mean the same either way.
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == "*" || tag == strconv.Quote(strconv.FormatInt(version, 10)) {
			return nil
		}
	}
	return Changed
}
