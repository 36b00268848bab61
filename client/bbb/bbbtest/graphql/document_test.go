package graphql

import (
	"maps"
	"reflect"
	"strings"
	"testing"
)

func TestSubscriptionIsReadWithItsFields(t *testing.T) {
	d, err := ReadSubscription("subscription Q($x: String!) {\n user_guest(where: {isWaiting: {_eq: true}}) { userId user { name } } }")
	want := Document{Root: "user_guest", Args: "where: {isWaiting: {_eq: true}}", Fields: Fields{"userId": nil, "user": {"name": nil}}}
	if err != nil || !reflect.DeepEqual(d, want) || d.Fields.Depth() != 2 {
		t.Errorf("read as %+v of depth %d, %v; want %+v", d, d.Fields.Depth(), err, want)
	}
	for _, text := range []string{
		"", "query { user { name } }", "subscription", "subscription {", "subscription { a } b", "subscription { a(b }", "subscription { a b }",
		"subscription " + strings.Repeat("{a", 40) + strings.Repeat("}", 40),
	} {
		if d, err := ReadSubscription(text); err == nil {
			t.Errorf("%.40q is read as %+v", text, d)
		}
	}
}

func TestMutationIsReadAsTheMiddlewareDoes(t *testing.T) {
	const text = "mutation M($g: [G]!) { submit(guests: $g, how: \"all\", missing: $h) }"
	name, args, err := ReadMutation(text, map[string]any{"g": 7})
	if want := map[string]any{"guests": 7, "how": `"all"`}; err != nil || name != "submit" || !maps.Equal(args, want) {
		t.Errorf("read as %s %v, %v; want submit %v", name, args, err, want)
	}
	if name, args, err := ReadMutation("mutation { leave }", nil); err != nil || name != "leave" || len(args) > 0 {
		t.Errorf("read as %s %v, %v", name, args, err)
	}
	if _, _, err := ReadMutation("mutation", nil); err == nil {
		t.Error("a mutation of nothing was read")
	}
}

func TestRowsGiveWhatIsAskedFor(t *testing.T) {
	row := map[string]any{"id": 1, "name": "Ana", "nobody": map[string]any(nil), "rooms": []map[string]any{{"id": 2, "size": 3}}}
	got, err := Fields{"name": nil, "nobody": {"id": nil}, "rooms": {"id": nil}}.Project(row)
	want := map[string]any{"name": "Ana", "nobody": nil, "rooms": []any{map[string]any{"id": 2}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the row gives %v, %v; want %v", got, err, want)
	}
	for _, wrong := range []Fields{{"age": nil}, {"name": {"first": nil}}, {"rooms": nil}, {"nobody": nil}, {"rooms": {"age": nil}}} {
		if got, err := wrong.Project(row); err == nil {
			t.Errorf("%v gives %v", wrong, got)
		}
	}
}

// FuzzDocument looks for a text that breaks the readers, or that they take without knowing what it asks for.
func FuzzDocument(f *testing.F) {
	f.Add("subscription Q($x: String!) { user_guest(where: {isWaiting: {_eq: true}}) { userId user { name } } }")
	f.Add("mutation M($guests: [G]!) { guestUsersSubmitApprovalStatus(guests: $guests) }")
	f.Add("subscription{a{b{c}}}")
	f.Add("mutation {f(a:$b,\nc: \"d)\")}")
	f.Fuzz(func(t *testing.T, text string) {
		name, args, err := ReadMutation(text, map[string]any{"guests": 1})
		if err == nil && (name == "" || args == nil) {
			t.Fatalf("%q was read as %q %v", text, name, args)
		}
		d, err := ReadSubscription(text)
		if err == nil && (d.Root == "" || !strings.Contains(text, d.Root) || !strings.HasPrefix(text, "subscription")) {
			t.Fatalf("%q was read as %+v", text, d)
		}
	})
}
