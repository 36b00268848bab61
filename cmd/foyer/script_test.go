package main_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"foyer/client/bbb/bbbtest"
)

// TestScripts runs the scripts in testdata/script, which tell how the program behaves on the command line. Beside testscript's own
// commands they know:
//
//	serve [flags]          starts "foyer --serve" on the folder "data", and returns when it answers. It writes to server.out and
//	                       server.log, and sets LINK, URL, and EMAIL and PASSWORD if they were printed. A second start is on the
//	                       same port.
//	terminate              asks the server to end, which it must do with exit code 0
//	crash                  kills the server
//	http [as WHO] METHOD URL [BODY]
//	                       sends a request with the cookies of that guest, or with the session TOKEN; stdout is then the status,
//	                       the target of a redirect, and the body
//	field NAME PATH        sets a variable to a field of the JSON in the last answer, such as 0.id
//	keep NAME              sets a variable to what the last program printed
//	bbb [broken|html|ok]   starts a simulated BigBlueButton at BBB_URL with BBB_SECRET, or lets it fail
//	occupy NAME            sets a variable to an address that another program listens on
func TestScripts(t *testing.T) {
	t.Parallel()
	binary, err := shared.binary()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "share"))
			e.Values[theStage] = &stage{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serveCommand, "terminate": terminateCommand, "crash": crashCommand, "http": httpCommand,
			"field": fieldCommand, "bbb": bbbCommand, "occupy": occupyCommand, "keep": keepCommand,
		},
	})
}

// theStage is the key of the stage among a script's values.
const theStage = "stage"

// stage is what a script has around it.
type stage struct {
	server  *child
	bbb     *bbbtest.Server
	clients clients
	// answer is the body of the last answer.
	answer []byte
}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(theStage).(*stage) }

func serveCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve [flags]")
	}
	s, listen := stageOf(ts), "127.0.0.1:0"
	if s.server != nil {
		listen = s.server.listen()
	}
	c, err := startChild(ts.MkAbs("."), environment(ts), append([]string{"--listen", listen, "--data", "data"}, args...)...)
	if err != nil {
		ts.Logf("the server's log:\n%s", ts.ReadFile("server.log"))
	}
	ts.Check(err)
	ts.Defer(func() { ts.Check(c.kill()) })
	s.server = c
	ts.Setenv("LINK", c.link)
	ts.Setenv("URL", c.url)
	if c.email != "" {
		ts.Setenv("EMAIL", c.email)
		ts.Setenv("PASSWORD", c.password)
	}
}

func terminateCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 || stageOf(ts).server == nil {
		ts.Fatalf("usage: terminate, after serve")
	}
	ts.Check(stageOf(ts).server.stop())
}

func crashCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 || stageOf(ts).server == nil {
		ts.Fatalf("usage: crash, after serve")
	}
	ts.Check(stageOf(ts).server.kill())
}

// environment returns the script's environment as it is now.
func environment(ts *testscript.TestScript) []string {
	ts.Check(ts.Exec("env", "--null"))
	return strings.Split(strings.TrimSuffix(ts.ReadFile("stdout"), "\x00"), "\x00")
}

// scriptTB lets packages that help tests help scripts.
type scriptTB struct{ *testscript.TestScript }

// Helper does nothing: scripts know their lines.
func (scriptTB) Helper() {}

// Cleanup has f called when the script ends.
func (tb scriptTB) Cleanup(f func()) { tb.Defer(f) }

func bbbCommand(ts *testscript.TestScript, neg bool, args []string) {
	s := stageOf(ts)
	if s.bbb == nil {
		s.bbb = bbbtest.NewServer(scriptTB{ts}, bbbtest.Options{})
		ts.Setenv("BBB_URL", s.bbb.URL)
		ts.Setenv("BBB_SECRET", s.bbb.Secret)
	}
	switch how := strings.Join(args, " "); {
	case neg:
		ts.Fatalf("usage: bbb [broken|html|ok]")
	case how == "", how == "ok":
		s.bbb.SetFault(bbbtest.NoFault)
	case how == "broken":
		s.bbb.SetFault(bbbtest.FaultDown)
	case how == "html":
		s.bbb.SetFault(bbbtest.FaultHTML)
	default:
		ts.Fatalf("usage: bbb [broken|html|ok]")
	}
}

func keepCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: keep NAME")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}

func occupyCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: occupy NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			ts.Logf("close: %v", err)
		}
	})
	ts.Setenv(args[0], l.Addr().String())
}
