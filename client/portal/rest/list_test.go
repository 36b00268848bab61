package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"testing"
)

func TestListOfManyParts(t *testing.T) {
	var asked []string
	do := func(_ context.Context, c Call) (Answer, error) {
		asked = append(asked, c.Query.Encode())
		part, next := "[1,2]", url.Values{"cursor": {"2"}}
		if c.Query.Has("cursor") {
			part, next = "[3]", nil
		}
		return Answer{Next: next}, json.Unmarshal([]byte(part), c.Result)
	}
	all, err := List[int](t.Context(), do, "things", url.Values{"limit": {"2"}})
	if err != nil || !slices.Equal(all, []int{1, 2, 3}) || !slices.Equal(asked, []string{"limit=2", "cursor=2"}) {
		t.Errorf("got %v, %v by %q", all, err, asked)
	}
}

func TestListWithoutEndIsLeft(t *testing.T) {
	asked := 0
	_, err := List[int](t.Context(), func(context.Context, Call) (Answer, error) {
		asked++
		return Answer{Next: url.Values{"cursor": {"1"}}}, nil
	}, "things", nil)
	if err != nil || asked != maxParts {
		t.Errorf("asked %d times, and then %v", asked, err)
	}
}

func TestListThatBreaksOffIsAnError(t *testing.T) {
	broken := errors.New("broken")
	all, err := List[int](t.Context(), func(_ context.Context, c Call) (Answer, error) {
		if c.Query != nil {
			return Answer{}, broken
		}
		return Answer{Next: url.Values{"cursor": {"1"}}}, nil
	}, "things", nil)
	if all != nil || !errors.Is(err, broken) {
		t.Errorf("got %v, %v", all, err)
	}
}
