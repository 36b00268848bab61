//go:build linux

package benchtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

const (
	// bareEnv makes this program the bare websocket server instead of a benchmark.
	bareEnv = "FOYER_BENCH_BARE"
	// bareFileEnv names the page that it serves.
	bareFileEnv = "FOYER_BENCH_BARE_FILE"
	// programEnv names a guest server's program to measure; without it one is built.
	programEnv = "FOYER_BENCH_PROGRAM"
)

func TestMain(m *testing.M) {
	if os.Getenv(bareEnv) != "" {
		serveBare()
		return
	}
	code := m.Run()
	if dir := filepath.Dir(program.path); program.path != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// program is the guest server's program, built once for all benchmarks.
var program struct {
	once sync.Once
	path string
	err  error
}

func buildProgram() (string, error) {
	if path := os.Getenv(programEnv); path != "" {
		return path, nil
	}
	program.once.Do(func() {
		dir, err := os.MkdirTemp("", "foyer-bench-")
		if err != nil {
			program.err = err
			return
		}
		program.path = filepath.Join(dir, "foyer")
		build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program.path, "foyer/cmd/foyer")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			program.err = fmt.Errorf("build foyer: %w\n%s", err, out)
		}
	})
	return program.path, program.err
}
