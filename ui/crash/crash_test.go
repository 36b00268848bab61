package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// crashIn names the variable that makes a run of this test program crash, with its reports in the folder that it names.
const crashIn = "FOYER_TEST_CRASH_IN"

func TestMain(m *testing.M) {
	folder := os.Getenv(crashIn)
	if folder == "" {
		os.Exit(m.Run())
	}
	if _, err := Watch(folder, "1.2.3"); err != nil {
		panic(err)
	}
	var nobody *struct{ name string }
	fmt.Println(nobody.name)
}

func TestCrashLeavesAReportForTheNextStart(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "foyer")
	crashing := exec.Command(os.Args[0])
	crashing.Env = append(os.Environ(), crashIn+"="+folder)
	if out, err := crashing.CombinedOutput(); err == nil {
		t.Fatalf("it did not crash: %s", out)
	}
	report, err := Watch(folder, "1.2.4")
	if err != nil || report == "" {
		t.Fatalf("the report is %q (%v)", report, err)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"found by Foyer 1.2.4, ", "nil pointer dereference", "crash_test.go"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	if again, err := Watch(folder, "1.2.4"); again != "" || err != nil {
		t.Errorf("a run that ended well left %q (%v)", again, err)
	}
	if _, err := os.Stat(report); err != nil {
		t.Errorf("the report is gone: %v", err)
	}
}

func TestOldReportsAreDeleted(t *testing.T) {
	folder := t.TempDir()
	for day := range kept + 3 {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("crash-2026-03-%02d-101500.txt", day+1)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := tidy(folder); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(left) != kept || filepath.Base(left[0]) != "crash-2026-03-04-101500.txt" {
		t.Errorf("left are %q (%v)", left, err)
	}
}
