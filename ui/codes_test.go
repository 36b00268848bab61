package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"foyer/assets"
	"foyer/client/portal"
)

// TestEveryCodeHasWords reads the codes out of the source of those who make them, so that a new one cannot be forgotten.
func TestEveryCodeHasWords(t *testing.T) {
	codes := map[string]bool{"too_many_tries": true} // Greenlight's and a proxy's; Foyer's own server makes wrong tries slow.
	for _, source := range []struct {
		folder, prefix string
		find           func(ast.Node) []ast.Expr
		known          string
	}{
		{"../client/desk", "", portalErrors, "not_live"},
		{"../client/portal/rest", "", constants("Code"), "no_https"},
		{"../client/portal/foyer", "", constants("Code"), "not_a_foyer_server"},
		{"../client/portal/loopback", "", constants("Code"), "no_browser"},
		{"../client/portal/opentalk", "", constants("Code"), "not_opentalk"},
		{"../client/bbb/bridge", "", constants("Code"), "unconfirmed"},
		{"../client/signaling", "", constants("Error"), "insufficient_permissions"},
		{"../client/bbb", "", constants("Code"), "bbb_secret"},
		{"../guestserver", "host_", problems, "host_damaged"},
		{"../guestserver/api/*", "", arguments("NewProblem", 1), "wrong_credentials"},
	} {
		found := codesIn(t, source.folder, source.find)
		for _, code := range found {
			codes[source.prefix+code] = true
		}
		if !codes[source.known] {
			t.Errorf("%s has no %q, but %q: does this test still read it right?", source.folder, source.known, found)
		}
	}
	for _, tag := range []language.Tag{language.English, language.German} {
		keys, err := assets.Keys(tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range slices.Sorted(maps.Keys(codes)) {
			if keys["app.error."+code] == nil {
				t.Errorf("%v has no text for the code %q", tag, code)
			}
		}
	}
}

func TestEverySentenceIsWhole(t *testing.T) {
	for _, tag := range []string{"en", "de"} {
		u := &UI{Options: Options{Texts: texts(t, tag), Host: &fakeHost{}}, translated: translated(texts(t, tag))}
		for _, key := range slices.Sorted(maps.Keys(u.translated)) {
			code, isCode := strings.CutPrefix(key, "app.error.")
			if !isCode {
				continue
			}
			sentence := u.sentence(&portal.Error{Code: code})
			if !strings.HasSuffix(sentence, ".") || strings.Contains(sentence, "<no value>") || strings.Contains(sentence, "app.error.") {
				t.Errorf("in %s, the code %q becomes %q", tag, code, sentence)
			}
		}
	}
}

// codesIn returns the string literals that find points at in a folder's source, without its tests.
func codesIn(t *testing.T, folder string, find func(ast.Node) []ast.Expr) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(source, func(n ast.Node) bool {
			for _, e := range find(n) {
				if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					code, _ := strconv.Unquote(literal.Value) // The parser has read it before.
					codes = append(codes, code)
				}
			}
			return true
		})
	}
	return codes
}

// constants finds the values of constants whose name begins like that.
func constants(prefix string) func(ast.Node) []ast.Expr {
	return func(n ast.Node) []ast.Expr {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, prefix) {
			return nil
		}
		return spec.Values
	}
}

// portalErrors finds the codes of portal.Error{Code: …}.
func portalErrors(n ast.Node) []ast.Expr {
	literal, ok := n.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	if kind, ok := literal.Type.(*ast.SelectorExpr); !ok || kind.Sel.Name != "Error" {
		return nil
	}
	codes := []ast.Expr{}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if name, isName := pair.Key.(*ast.Ident); ok && isName && name.Name == "Code" {
			codes = append(codes, pair.Value)
		}
	}
	return codes
}

// problems finds the codes of Problem{code, …}.
func problems(n ast.Node) []ast.Expr {
	literal, ok := n.(*ast.CompositeLit)
	if !ok || len(literal.Elts) == 0 {
		return nil
	}
	if kind, ok := literal.Type.(*ast.Ident); !ok || kind.Name != "Problem" {
		return nil
	}
	return literal.Elts[:1]
}

// arguments finds the arguments of calls of a function at this place.
func arguments(function string, place int) func(ast.Node) []ast.Expr {
	return func(n ast.Node) []ast.Expr {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) <= place {
			return nil
		}
		name := call.Fun
		if selector, ok := name.(*ast.SelectorExpr); ok {
			name = selector.Sel
		}
		if name, ok := name.(*ast.Ident); !ok || name.Name != function {
			return nil
		}
		return call.Args[place : place+1]
	}
}
