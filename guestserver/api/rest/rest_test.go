package rest

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// thing is a resource with all that patches can be about.
type thing struct {
	Name  string            `json:"name"`
	Limit *int              `json:"limit,omitempty"`
	Below struct{ On bool } `json:"below"`
	Words map[string]string `json:"words,omitempty"`
	List  []string          `json:"list,omitempty"`
}

func patchRequest(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPatch, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/merge-patch+json; charset=utf-8")
	return r
}

func TestPatchChangesOnlyWhatItNames(t *testing.T) {
	before := `{"name":"Choir","limit":3,"below":{"On":true},"words":{"a":"1","b":"2"},"list":["x","y"]}`
	for patch, want := range map[string]string{
		`{}`:                           before,
		`{"name":"Band"}`:              `{"name":"Band","limit":3,"below":{"On":true},"words":{"a":"1","b":"2"},"list":["x","y"]}`,
		`{"limit":null}`:               `{"name":"Choir","below":{"On":true},"words":{"a":"1","b":"2"},"list":["x","y"]}`,
		`{"below":{}}`:                 before,
		`{"below":{"On":false}}`:       `{"name":"Choir","limit":3,"below":{"On":false},"words":{"a":"1","b":"2"},"list":["x","y"]}`,
		`{"words":{"a":null,"c":"3"}}`: `{"name":"Choir","limit":3,"below":{"On":true},"words":{"b":"2","c":"3"},"list":["x","y"]}`,
		`{"words":null}`:               `{"name":"Choir","limit":3,"below":{"On":true},"list":["x","y"]}`,
		`{"list":["z"]}`:               `{"name":"Choir","limit":3,"below":{"On":true},"words":{"a":"1","b":"2"},"list":["z"]}`,
	} {
		var current thing
		if err := json.Unmarshal([]byte(before), &current); err != nil {
			t.Fatal(err)
		}
		words := maps.Clone(current.Words)
		changed, err := ReadPatch(patchRequest(patch), current)
		if err != nil {
			t.Errorf("%s: %v", patch, err)
			continue
		}
		if after, err := json.Marshal(changed); err != nil || string(after) != want {
			t.Errorf("%s makes %s, %v; want %s", patch, after, err, want)
		}
		if !maps.Equal(words, current.Words) {
			t.Errorf("%s changes what was read to %v", patch, current.Words)
		}
	}
}

func TestPatchIsRefusedByName(t *testing.T) {
	for patch, code := range map[string]string{
		`{"nmae":"x"}`: "unknown_field", `{"nmae":null}`: "unknown_field", `{"below":{"off":true}}`: "unknown_field", `null`: "invalid_json",
		`[]`: "invalid_json", `"x"`: "invalid_json", `{"limit":"3"}`: "invalid_json", `{"limit":1e99}`: "invalid_json", `{`: "invalid_json",
		``: "invalid_json", `{}{}`: "invalid_json", `{"limit":2.5}`: "invalid_json",
	} {
		changed, err := ReadPatch(patchRequest(patch), thing{Name: "Choir"})
		if p := problemOf(err); err == nil || p.Code != code {
			t.Errorf("%s makes %+v, %v; want %s", patch, changed, err, code)
		}
	}
	r := patchRequest(`{}`)
	r.Header.Set("Content-Type", "text/plain")
	if _, err := ReadPatch(r, thing{}); err == nil || problemOf(err).Code != "unsupported_media_type" {
		t.Errorf("a patch that is declared as text: %v", err)
	}
}

// FuzzPatch applies any patch: it is refused with a sentence, or applying it twice is applying it once.
func FuzzPatch(f *testing.F) {
	f.Add(`{"name":"Band","limit":null,"words":{"a":null}}`)
	f.Add(`{"below":{"On":false},"list":[]}`)
	f.Fuzz(func(t *testing.T, patch string) {
		limit := 3
		before := thing{Name: "Choir", Limit: &limit, Words: map[string]string{"a": "1"}, List: []string{"x"}}
		once, err := ReadPatch(patchRequest(patch), before)
		if err != nil {
			if p := problemOf(err); p.Status != http.StatusBadRequest || p.Detail == "" {
				t.Fatalf("%q: %+v", patch, p)
			}
			return
		}
		twice, err := ReadPatch(patchRequest(patch), once)
		if err != nil {
			t.Fatalf("%q a second time: %v", patch, err)
		}
		first, _ := json.Marshal(once)
		second, _ := json.Marshal(twice)
		if string(first) != string(second) {
			t.Fatalf("%q makes %s, and then %s", patch, first, second)
		}
	})
}

// FuzzCell writes any text into a table: no cell begins like a formula.
func FuzzCell(f *testing.F) {
	for _, text := range []string{"", "Ana", "=1", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell := harmless(text)
		if strings.TrimPrefix(cell, "'") != strings.TrimPrefix(text, "'") {
			t.Fatalf("%q is written as %q", text, cell)
		}
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
			t.Fatalf("%q is written as %q, a formula", text, cell)
		}
	})
}

// FuzzPage asks for any part of a list: it is refused, or it is in order and not too long.
func FuzzPage(f *testing.F) {
	f.Add("limit=2&cursor=Yg")
	f.Add("limit=0")
	f.Add("cursor=%00")
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/list", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		page, err := Page(w, r, []string{"d", "b", "a", "c"}, func(s string) string { return s })
		if err != nil {
			return
		}
		if text := strings.Join(page, ""); !strings.Contains("abcd", text) || len(page) > maxLimit {
			t.Fatalf("%q answers %q", query, text)
		}
	})
}
