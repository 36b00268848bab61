package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"foyer/guestserver/meeting"
)

// Media types of bodies.
const (
	typeJSON = "application/json"
	// typePatch is that of merge patches, by RFC 7396.
	typePatch = "application/merge-patch+json"
)

// Read reads the JSON body of a request into v. A field that v does not have is refused by its name: misspelt, it would otherwise
// be taken for one that was left out.
func Read(r *http.Request, v any) error {
	if err := checkType(r, typeJSON); err != nil {
		return err
	}
	return decode(r.Body, v)
}

// ReadPatch returns a resource with the changes of the merge patch (RFC 7396) in the request's body: what it names is replaced, what it
// sets to null is cleared, all else stays as it is in current. Resource and patch have the form of T in JSON.
func ReadPatch[T any](r *http.Request, current T) (changed T, err error) {
	if err := checkType(r, typeJSON, typePatch); err != nil {
		return changed, err
	}
	var body json.RawMessage
	if err := decode(r.Body, &body); err != nil {
		return changed, err
	}
	// This finds what no T has, also where the patch clears it.
	if err := decode(bytes.NewReader(body), new(T)); err != nil {
		return changed, err
	}
	var patch, whole map[string]any
	if err := decode(bytes.NewReader(body), &patch); err != nil {
		return changed, err
	}
	if patch == nil {
		return changed, invalidBody("it must be an object")
	}
	before, err := json.Marshal(current)
	if err != nil {
		return changed, fmt.Errorf("patch: %w", err)
	}
	if err := decode(bytes.NewReader(before), &whole); err != nil {
		return changed, fmt.Errorf("patch: %w", err)
	}
	after, err := json.Marshal(merge(whole, patch))
	if err != nil {
		return changed, fmt.Errorf("patch: %w", err)
	}
	return changed, decode(bytes.NewReader(after), &changed)
}

// merge applies a merge patch to an object.
func merge(whole, patch map[string]any) map[string]any {
	if whole == nil {
		whole = map[string]any{}
	}
	for key, value := range patch {
		switch value := value.(type) {
		case nil:
			delete(whole, key)
		case map[string]any:
			below, _ := whole[key].(map[string]any)
			whole[key] = merge(below, value)
		default:
			whole[key] = value
		}
	}
	return whole
}

func checkType(r *http.Request, allowed ...string) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(allowed, kind) {
		return NewProblem(http.StatusUnsupportedMediaType, "unsupported_media_type",
			"Send the body as JSON, with the header Content-Type: "+allowed[0]+".")
	}
	return nil
}

// decode reads exactly one JSON value.
func decode(body io.Reader, v any) error {
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	d.UseNumber()
	err := d.Decode(v)
	if err == nil {
		_, err = d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err == nil:
			return invalidBody("there is something after the JSON")
		}
	}
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return err
	}
	if errors.Is(err, meeting.ErrInvalid) {
		return err
	}
	if field, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return NewProblem(http.StatusBadRequest, "unknown_field", fmt.Sprintf("There is no field %.80s here. Check its spelling.", field))
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return invalidBody(fmt.Sprintf("%q must not be a %s", wrong.Field, wrong.Value))
	}
	return invalidBody(err.Error())
}

func invalidBody(why string) error {
	return NewProblem(http.StatusBadRequest, "invalid_json", "The body is no JSON of the expected form: "+why+".")
}
