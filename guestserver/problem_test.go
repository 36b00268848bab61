package guestserver_test

import (
	"bytes"
	"database/sql"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"testing"

	"foyer/client/bbb"
	"foyer/guestserver"
	"foyer/guestserver/signin"
	"foyer/guestserver/store"
)

// wantProblem checks that a server does not open, for a reason that its owner is told.
func wantProblem(t *testing.T, c guestserver.Config, code, advice string) *guestserver.Problem {
	t.Helper()
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	s, err := guestserver.Open(t.Context(), c)
	if s != nil {
		s.Close()
		t.Error("the server opened")
	}
	problem, ok := errors.AsType[*guestserver.Problem](err)
	if !ok {
		t.Fatalf("error is %v, want a problem", err)
	}
	if problem.Code != code || !strings.Contains(problem.Advice, advice) || problem.Err == nil {
		t.Errorf("problem is %s %q, want %s with %q", problem.Code, problem.Advice, code, advice)
	}
	return problem
}

func TestProblemsComeWithAdvice(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	damaged := t.TempDir()
	for _, name := range []string{file, filepath.Join(damaged, store.DatabaseFile)} {
		if err := os.WriteFile(name, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		config guestserver.Config
		code   string
		advice string
	}{
		{"port in use", guestserver.Config{Listen: taken.Addr().String()}, "port", taken.Addr().String()},
		{"no address", guestserver.Config{Listen: "nonsense"}, "listen", "nonsense"},
		{"no such port", guestserver.Config{Listen: "127.0.0.1:99999"}, "listen", "127.0.0.1:99999"},
		{"foreign address", guestserver.Config{Listen: "192.0.2.1:8080"}, "listen", "192.0.2.1:8080"},
		{"folder below a file", guestserver.Config{Data: filepath.Join(file, "data")}, "folder", file},
		{"damaged database", guestserver.Config{Data: damaged}, "damaged", filepath.Join(damaged, store.DatabaseFile)},
		{"public URL without scheme", guestserver.Config{PublicURL: "foyer.example.org"}, "setting", "foyer.example.org"},
		{"public URL with a path", guestserver.Config{PublicURL: "https://example.org/foyer"}, "setting", "https://example.org/foyer"},
		{"public URL with a query", guestserver.Config{PublicURL: "https://example.org?x=1"}, "setting", "without a path"},
		{"public URL with a fragment", guestserver.Config{PublicURL: "https://example.org#top"}, "setting", "without a path"},
		{"public URL without host", guestserver.Config{PublicURL: "https://:8080"}, "setting", "must look like"},
		{"public URL of files", guestserver.Config{PublicURL: "file://example.org"}, "setting", "must look like"},
		{"BigBlueButton's URL", guestserver.Config{BBB: bbb.Config{URL: "bbb", Secret: "tulip"}}, "setting", "conference server"},
		{"BigBlueButton's secret", guestserver.Config{BBB: bbb.Config{URL: "https://bbb.example.org"}}, "setting", "secret"},
		{"administrator's address", guestserver.Config{Admin: "nobody"}, "setting", "e-mail"},
		{"short password", guestserver.Config{Password: "short"}, "setting", "password"},
		{"meeting's name", guestserver.Config{Meeting: "x"}, "setting", "name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.config.Data == "" {
				c.config.Data = t.TempDir()
			}
			problem := wantProblem(t, c.config, c.code, c.advice)
			if strings.Contains(problem.Advice, "tulip") || strings.Contains(problem.Advice, `"short"`) {
				t.Errorf("the advice %q tells a secret", problem.Advice)
			}
		})
	}
}

func TestDatabaseOfANewerFoyerIsAProblem(t *testing.T) {
	data := t.TempDir()
	if err := open(t, guestserver.Config{Data: data}).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(data, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, guestserver.Config{Data: data}, "newer", filepath.Join(data, store.DatabaseFile))
}

func TestFolderInUseIsAProblem(t *testing.T) {
	data := t.TempDir()
	open(t, guestserver.Config{Data: data})
	wantProblem(t, guestserver.Config{Data: data}, "in_use", data)
}

// TestWrongSettingAtTheFirstStartLocksNobodyOut mends the setting and starts again: the credentials must be told then.
func TestWrongSettingAtTheFirstStartLocksNobodyOut(t *testing.T) {
	for name, wrong := range map[string]guestserver.Config{
		"BigBlueButton": {BBB: bbb.Config{URL: "bbb", Secret: "tulip"}}, "meeting": {Meeting: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong.Data = t.TempDir()
			wantProblem(t, wrong, "setting", "")
			if s := open(t, guestserver.Config{Data: wrong.Data}); s.FirstCredentials() == nil {
				t.Error("nobody is told the administrator's password")
			}
		})
	}
}

func TestWrongPasswordAtALaterStartIsAProblem(t *testing.T) {
	data := t.TempDir()
	if err := open(t, guestserver.Config{Data: data, Password: password}).Close(); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, guestserver.Config{Data: data, Password: "short"}, "setting", "password")
}

func TestServerThatDoesNotOpenLeavesNothingRunning(t *testing.T) {
	wantProblem(t, guestserver.Config{Data: t.TempDir(), SignIn: signin.Config{Issuer: "sso.example.org"}}, "setting", "sign-in provider")
	var running bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&running, 1); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(running.String(), "guestserver/signal") {
		t.Errorf("the websocket endpoint still runs:\n%s", &running)
	}
}
