//go:build linux

package benchtest

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stopWithin is how long a server may take to stop when it is asked to.
const stopWithin = 10 * time.Second

// process is a server in a process of its own.
type process struct {
	name   string
	cmd    *exec.Cmd
	stdout *bufio.Scanner
	stderr bytes.Buffer
}

// startProcess starts a program that is stopped when the benchmark ends, if not before.
func startProcess(b *testing.B, name string, env []string, path string, args ...string) *process {
	b.Helper()
	p := &process{name: name, cmd: exec.Command(path, args...)}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	p.stdout = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.stop(b) })
	return p
}

// line returns what follows a word on the next line that the process prints.
func (p *process) line(b *testing.B, word string) string {
	b.Helper()
	if !p.stdout.Scan() {
		_ = p.cmd.Wait()
		b.Fatalf("%s ended early: %s", p.name, p.stderr.String())
	}
	rest, ok := strings.CutPrefix(p.stdout.Text(), word)
	if !ok {
		b.Fatalf("%s printed %q instead of %q", p.name, p.stdout.Text(), word)
	}
	return strings.TrimSpace(rest)
}

func (p *process) stop(b *testing.B) {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(stopWithin, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	for p.stdout.Scan() { // Wait must not come before the end of the output.
		continue
	}
	if err := p.cmd.Wait(); err != nil {
		b.Logf("%s: %v", p.name, err)
	}
}

// rss returns the resident memory of the process in KiB.
func (p *process) rss(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kib int
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		b.Fatal(err)
	}
	return kib
}

// clockTick is the unit in which Linux tells a process's time, whatever the machine's own clock does.
const clockTick = 10 * time.Millisecond

// cpu returns how long the process has kept CPUs busy, on its own behalf and in the system for it.
func (p *process) cpu(b *testing.B) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	// The program's name, which may contain anything, stands in parentheses; utime and stime are the 12th and 13th field after it.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var user, system time.Duration
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		b.Fatal(err)
	}
	return (user + system) * clockTick
}

const (
	// calm is how long memory must not have shrunk any more to count as settled.
	calm = 3 * time.Second
	// patience bounds how long is waited for that.
	patience = 20 * time.Second
)

// settledRSS returns the resident memory in KiB once Go's runtime has given back to the system what it gives back soon.
func (p *process) settledRSS(b *testing.B) int {
	b.Helper()
	tick := time.NewTicker(calm / 10)
	defer tick.Stop()
	least, since := p.rss(b), time.Now()
	for end := since.Add(patience); time.Now().Before(end) && time.Since(since) < calm; {
		<-tick.C
		if now := p.rss(b); now < least-least/200 {
			least, since = now, time.Now()
		}
	}
	return p.rss(b)
}

// needFiles skips a benchmark that would run out of open files.
func needFiles(b *testing.B, connections int) {
	b.Helper()
	const others = 200
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		b.Fatal(err)
	}
	if limit.Max < uint64(connections+others) {
		b.Skipf("%d connections need a higher limit of open files than %d: ulimit -Hn", connections, limit.Max)
	}
}
