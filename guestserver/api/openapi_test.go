package api_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/errors"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"foyer/guestserver/api"
)

// prefix is where the paths of the document begin.
const prefix = "/api/v1"

// description is the OpenAPI document, which every answer of these tests is held against.
type description struct {
	validator.Validator
	model *v3.Document

	mu sync.Mutex
	// shown are the operations, as "GET /meetings", that a test has seen succeed.
	shown map[string]bool
}

// described is read once for all tests.
var described = sync.OnceValues(readDescription)

func readDescription() (*description, error) {
	text, err := os.ReadFile("openapi.yaml")
	if err != nil {
		return nil, err
	}
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		return nil, err
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(document, config.WithFormatAssertions())
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return &description{Validator: v, model: &model.Model, shown: map[string]bool{}}, nil
}

// operations returns what the document describes, as "GET /meetings".
func (d *description) operations() map[string]bool {
	all := map[string]bool{}
	for path, item := range d.model.Paths.PathItems.FromOldest() {
		for method := range item.GetOperations().FromOldest() {
			all[strings.ToUpper(method)+" "+path] = true
		}
	}
	return all
}

// TestMain fails if an operation that is described was never seen to succeed, once all tests have run.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && len(os.Args) > 0 && wholeSuite() {
		code = missing()
	}
	os.Exit(code)
}

// wholeSuite reports whether all tests ran.
func wholeSuite() bool {
	for _, arg := range os.Args[1:] {
		for _, choice := range []string{"run", "skip", "list", "fuzz", "short"} {
			if rest, ok := strings.CutPrefix(arg, "-test."+choice+"="); ok && rest != "" && rest != "false" {
				return false
			}
		}
	}
	return true
}

func missing() int {
	d, err := described()
	if err != nil {
		return 1
	}
	code := 0
	for _, operation := range slices.Sorted(maps.Keys(d.operations())) {
		if !d.shown[operation] {
			io.WriteString(os.Stderr, "no test saw "+operation+" succeed\n") //nolint:errcheck // There is no one else to tell.
			code = 1
		}
	}
	return code
}

// check holds a request that was answered, and the answer, against the document. Bodies are given, since they are read by now.
func check(t *testing.T, r *http.Request, body string, resp *http.Response, answer string) {
	t.Helper()
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	r = r.Clone(t.Context())
	// The document says where the API is by its server's address, which the validator leaves out of account.
	r.URL.Path = strings.TrimPrefix(r.URL.Path, prefix)
	r.Body = io.NopCloser(strings.NewReader(body))
	held := *resp
	held.Body = io.NopCloser(bytes.NewReader([]byte(answer)))
	if strings.Contains(answer, `"unknown_route"`) {
		return
	}
	if ok, errs := d.ValidateHttpResponse(r, &held); !ok {
		t.Errorf("%s %s answers %s, which the document does not have:\n%s\n%s", r.Method, r.URL.Path, resp.Status, answer, sentences(errs))
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return
	}
	r.Body = io.NopCloser(strings.NewReader(body))
	if ok, errs := d.ValidateHttpRequestSync(r); !ok {
		t.Errorf("%s %s succeeds, though the document does not allow it:\n%s\n%s", r.Method, r.URL.Path, body, sentences(errs))
	}
	d.show(r)
}

// show notes that an operation succeeded.
func (d *description) show(r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for operation := range d.operations() {
		method, path, _ := strings.Cut(operation, " ")
		if method == r.Method && fits(path, r.URL.Path) {
			d.shown[operation] = true
		}
	}
}

// fits reports whether a path is one that a template such as /meetings/{id} describes.
func fits(template, path string) bool {
	parts, wanted := strings.Split(path, "/"), strings.Split(template, "/")
	return slices.EqualFunc(wanted, parts, func(w, p string) bool { return w == p || strings.HasPrefix(w, "{") })
}

func sentences(errs []*errors.ValidationError) string {
	var b strings.Builder
	for _, e := range errs {
		b.WriteString("  " + e.Message + ": " + e.Reason + "\n")
		for _, s := range e.SchemaValidationErrors {
			b.WriteString("    " + s.FieldPath + ": " + s.Reason + "\n")
		}
	}
	return b.String()
}

func TestDocumentIsOpenAPI(t *testing.T) {
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	if ok, errs := d.ValidateDocument(); !ok {
		t.Error(sentences(errs))
	}
	ids := map[string]string{}
	for path, item := range d.model.Paths.PathItems.FromOldest() {
		for method, operation := range item.GetOperations().FromOldest() {
			at := method + " " + path
			if operation.Summary == "" || operation.OperationId == "" || len(operation.Tags) != 1 {
				t.Errorf("%s lacks a summary, an operationId or its one tag", at)
			}
			if other := ids[operation.OperationId]; other != "" {
				t.Errorf("%s and %s have the same operationId", at, other)
			}
			ids[operation.OperationId] = at
		}
	}
}

// routes is a mux that only notes what is added to it.
type routes map[string]bool

func (r routes) Handle(pattern string, _ http.Handler) { r[pattern] = true }

func TestDocumentHasEveryRouteAndNoOther(t *testing.T) {
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	registered := routes{}
	(&api.API{}).Register(registered)
	served := map[string]bool{}
	for pattern := range registered {
		if method, path, _ := strings.Cut(pattern, " "); pattern != "/api/" {
			served[method+" "+strings.TrimPrefix(path, prefix)] = true
		}
	}
	for operation := range served {
		if !d.operations()[operation] {
			t.Errorf("%s is served, but the document does not have it", operation)
		}
	}
	for operation := range d.operations() {
		if !served[operation] {
			t.Errorf("the document has %s, which is not served", operation)
		}
	}
}

func TestDocumentIsServedToAnyone(t *testing.T) {
	d := newDesk(t)
	resp, text := d.askAs("", "GET", prefix+"/openapi.yaml", "")
	onDisk, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/yaml" || text != string(onDisk) {
		t.Errorf("the document is answered with %s %v", resp.Status, resp.Header)
	}
}

// TestProblemsAreInTheDocs holds the table of docs/api.md against the document, which every answer is held against.
func TestProblemsAreInTheDocs(t *testing.T) {
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	inDocs := []string{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "`"); strings.HasPrefix(line, "| `") && len(cells) > 2 {
			inDocs = append(inDocs, cells[1])
		}
	}
	problem := d.model.Components.Schemas.GetOrZero("Problem").Schema()
	described := []string{}
	for _, code := range problem.Properties.GetOrZero("code").Schema().Enum {
		described = append(described, code.Value)
	}
	if !slices.Equal(inDocs, described) {
		t.Errorf("docs/api.md has the codes\n%q, the document\n%q", inDocs, described)
	}
}
