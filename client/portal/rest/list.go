package rest

import (
	"context"
	"net/http"
	"net/url"
)

// maxParts bounds how many parts of a list are asked for, so that a server cannot keep the app asking for ever.
const maxParts = 100

// List returns all parts of a list. Each is asked for by do, which is how a portal sends a call.
func List[T any](ctx context.Context, do func(context.Context, Call) (Answer, error), path string, query url.Values) ([]T, error) {
	var all []T
	for range maxParts {
		var part []T
		answer, err := do(ctx, Call{Method: http.MethodGet, Path: path, Query: query, Result: &part})
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
		if answer.Next == nil {
			break
		}
		query = answer.Next
	}
	return all, nil
}
