package rest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// How many entries of a list are answered at a time.
const (
	defaultLimit = 100
	maxLimit     = 1000
)

// Page returns the part of a list that a request asks for by its parameters limit and cursor. The list is put in the order of the keys,
// each of which only one entry has. A part that is not the last has a Link header to the next one, by RFC 8288.
func Page[T any](w http.ResponseWriter, r *http.Request, list []T, key func(T) string) ([]T, error) {
	limit, err := Limit(r)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	if r.URL.Query().Has("cursor") {
		last, err := Cursor(r)
		if err != nil {
			return nil, err
		}
		next, _ := slices.BinarySearchFunc(list, last, func(e T, last string) int {
			if key(e) <= last {
				return -1
			}
			return 1
		})
		list = list[next:]
	}
	if len(list) > limit {
		list = list[:limit]
		LinkNext(w, r, key(list[limit-1]))
	}
	return list, nil
}

// Limit returns how many entries a request asks for.
func Limit(r *http.Request) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return defaultLimit, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > maxLimit {
		return 0, NewProblem(http.StatusBadRequest, "invalid_limit", fmt.Sprintf("The limit must be a number from 1 to %d.", maxLimit))
	}
	return limit, nil
}

// Cursor returns the key of the last entry that whoever asks has seen, empty if it asks for the first part.
func Cursor(r *http.Request) (string, error) {
	key, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("cursor"))
	if err != nil {
		return "", InvalidCursor
	}
	return string(key), nil
}

// CursorID returns the cursor of a list whose entries have numbers above 0: that of the last entry that whoever asks has seen, 0 if it
// asks for the first part.
func CursorID(r *http.Request) (int64, error) {
	cursor, err := Cursor(r)
	if err != nil || cursor == "" {
		return 0, err
	}
	id, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || id < 1 {
		return 0, InvalidCursor
	}
	return id, nil
}

// LinkNext adds the address of the next part of a list, which comes after the entry of a key.
func LinkNext(w http.ResponseWriter, r *http.Request, key string) {
	query := r.URL.Query()
	query.Set("cursor", base64.RawURLEncoding.EncodeToString([]byte(key)))
	next := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	w.Header().Set("Link", "<"+next.String()+`>; rel="next"`)
}

// Views returns the entries of a list as they are answered: an empty list, and not null, where there are none.
func Views[T, V any](list []T, view func(T) V) []V {
	views := make([]V, len(list))
	for i, e := range list {
		views[i] = view(e)
	}
	return views
}
