//go:build linux

package main_test

import (
	"errors"
	"fmt"
	"image"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/client/desk"
)

// Colours of the light theme.
const (
	cardColour  = 0xffffff
	allowColour = 0x1c7a3e
)

const (
	// look is how often it is looked whether something has been painted.
	look = 200 * time.Microsecond
	// settle is how long the prompt leaves a row alone that became another guest's, and more.
	settle = 400 * time.Millisecond
	// calm is how long nothing happens before memory is looked at. The app gives back what it no longer needs after two seconds.
	calm = 4 * time.Second
)

// bench is the app as it is released, before a screen that can be watched, and beside it a second moderator who sees what arrives.
type bench struct {
	*testing.B
	server *server
	screen *screen
	pixels *pixels
	mouse  *pointer
	app    *app
	told   *moderator
	// decided has whom a decision was about, when it reached the second moderator.
	decided chan time.Time
	guests  int
}

// newBench has a moderator sign in and so many guests wait.
func newBench(b *testing.B, guests int) *bench {
	b.Helper()
	if testing.Short() {
		b.Skip("it opens windows")
	}
	s := &bench{B: b, server: startServer(b, "--grace", "12h"), decided: make(chan time.Time, 100)}
	s.screen, s.pixels = newWatchedScreen(b)
	s.screen.startKeyring()
	s.app = s.open()
	s.app.until("the main window is open", func() error { _, err := s.app.window(mainTitle); return err })
	s.app.signsIn(s.server.url, s.server.email, s.server.password)
	s.app.showsQR(s.server.link)
	s.mouse = newPointer(s.screen)
	s.crowd(guests)
	s.told = newObserver(b, s.server)
	s.told.desk.Subscribe(func(c desk.Change) {
		if _, ok := c.(desk.Decided); ok {
			s.decided <- time.Now()
		}
	})
	return s
}

// open starts the app as it is released, or the build that $FOYER_BENCH_PROGRAM names.
func (s *bench) open() *app {
	s.Helper()
	program := os.Getenv("FOYER_BENCH_PROGRAM")
	if program == "" {
		var err error
		if program, err = shared.build("release", "CGO_ENABLED=1", "-tags", "migrated_fynedo"); err != nil {
			s.Fatal(err)
		}
	}
	return s.screen.launch(program)
}

// crowd has so many guests knock.
func (s *bench) crowd(n int) {
	s.Helper()
	const together = 16
	var all sync.WaitGroup
	errs := make(chan error, n)
	numbers := make(chan int, n)
	for range n {
		s.guests++
		numbers <- s.guests
	}
	close(numbers)
	for range together {
		all.Go(func() {
			for i := range numbers {
				errs <- s.knock(fmt.Sprintf("Guest %d", i))
			}
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			s.Fatal(err)
		}
	}
}

// knock sends the form of a new guest.
func (s *bench) knock(name string) error {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.PostForm(s.server.link, url.Values{"name": {name}})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("the knock is answered %s", resp.Status)
	}
	return nil
}

// prompt returns where on the screen the prompt is, once it is there.
func (s *bench) prompt() image.Rectangle {
	s.Helper()
	geometry, err := s.app.output("xdotool", "getwindowgeometry", "--shell", s.app.prompts())
	if err != nil {
		s.Fatal(err)
	}
	var x, y, width, height int
	for line := range strings.Lines(geometry) {
		for name, value := range map[string]*int{"X=%d": &x, "Y=%d": &y, "WIDTH=%d": &width, "HEIGHT=%d": &height} {
			_, _ = fmt.Sscanf(line, name, value) // Other lines do not match.
		}
	}
	return image.Rect(x, y, x+width, y+height)
}

// painted waits until something is true of the pixels, and returns when it was.
func (s *bench) painted(what string, seen func() bool) time.Time {
	s.Helper()
	tick := time.NewTicker(look)
	defer tick.Stop()
	deadline := time.After(patience)
	for !seen() {
		select {
		case <-tick.C:
		case <-deadline:
			s.Fatalf("waited in vain until %s is painted (screenshot %s)", what, s.screen.picture("failed"))
		}
	}
	return time.Now()
}

// rest waits until nothing has been painted in a part of the screen for a while.
func (s *bench) rest(part image.Rectangle) {
	last := s.pixels.sum(part)
	for same := 0; same < 4; same++ {
		<-time.After(settle / 4)
		if now := s.pixels.sum(part); now != last {
			last, same = now, 0
		}
	}
}

// BenchmarkPromptPainted reports the time from the moment that a guest sends the form until the prompt is painted that was away, with a
// thousand who wait.
func BenchmarkPromptPainted(b *testing.B) {
	s := newBench(b, 1_000)
	where := s.prompt()
	var times []time.Duration
	for b.Loop() {
		for i := range 50 {
			s.rest(where)
			button, ok := s.pixels.find(where, allowColour)
			if !ok {
				b.Fatal("the prompt has no green button")
			}
			s.app.decides("Escape")
			s.app.promptGoes()
			shown := func() bool { return s.pixels.at(button.X, button.Y) == allowColour }
			s.painted("what was below the prompt", func() bool { return !shown() })
			start := time.Now()
			go func() { _ = s.knock(fmt.Sprint("Late ", i)) }()
			times = append(times, s.painted("the prompt", shown).Sub(start))
		}
	}
	report(b, times)
}

// BenchmarkKnockPainted reports the time from the moment that a guest sends the form until the open prompt counts one more, with a thousand
// who wait.
func BenchmarkKnockPainted(b *testing.B) {
	s := newBench(b, 1_000)
	where := s.prompt()
	title := image.Rect(where.Min.X, where.Min.Y, where.Max.X, where.Min.Y+40)
	var times []time.Duration
	for b.Loop() {
		for i := range 200 {
			s.rest(title)
			before, start := s.pixels.sum(title), time.Now()
			go func() { _ = s.knock(fmt.Sprint("Late ", i)) }()
			times = append(times, s.painted("the knock", func() bool { return s.pixels.sum(title) != before }).Sub(start))
		}
	}
	report(b, times)
}

// BenchmarkClickDecided reports the time from a click on Allow in the prompt until another moderator is told of the decision, with a
// thousand who wait: the decision has then been sent, committed and spread.
func BenchmarkClickDecided(b *testing.B) {
	s := newBench(b, 1_000)
	where := s.prompt()
	var times []time.Duration
	for b.Loop() {
		for i := range 200 {
			if err := s.knock(fmt.Sprint("Late ", i)); err != nil {
				b.Fatal(err)
			}
			s.rest(where)
			button, ok := s.pixels.find(where, allowColour)
			if !ok {
				b.Fatal("the prompt has no green button")
			}
			if err := s.mouse.moveTo(button.X+20, button.Y+10); err != nil {
				b.Fatal(err)
			}
			<-time.After(settle)
			start := time.Now()
			if err := s.mouse.press(leftButton); err != nil {
				b.Fatal(err)
			}
			times = append(times, s.decision().Sub(start))
		}
	}
	report(b, times)
}

// decision returns when the next decision reaches the second moderator.
func (s *bench) decision() time.Time {
	s.Helper()
	select {
	case at := <-s.decided:
		return at
	case <-time.After(patience):
		s.Fatalf("no decision arrives (screenshot %s)", s.screen.picture("failed"))
		return time.Time{}
	}
}

// BenchmarkStart reports the time from the start of the app until its window is painted, for a moderator who is signed in.
func BenchmarkStart(b *testing.B) {
	s := newBench(b, 0)
	all := image.Rect(0, 0, s.pixels.width, s.pixels.height)
	painted := func() bool { return s.pixels.count(all, cardColour) > s.pixels.width*s.pixels.height/8 }
	var times []time.Duration
	for b.Loop() {
		for range 10 {
			s.app.quit()
			s.painted("nothing", func() bool { return !painted() })
			start := time.Now()
			s.app = s.open()
			times = append(times, s.painted("the window", painted).Sub(start))
		}
	}
	report(b, times)
}

// BenchmarkIdle reports what part of one core the app takes with a meeting open and nobody who comes.
func BenchmarkIdle(b *testing.B) {
	s := newBench(b, 3)
	s.rest(s.prompt())
	const while = 20 * time.Second
	for b.Loop() {
		before := s.cpu("")
		<-time.After(while)
		b.ReportMetric(100*float64(s.cpu("")-before)/float64(while), "%cpu")
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkTenThousandInTheApp reports the app's memory with 10,000 who wait, and how long its goroutine for windows works, painting
// included, on a step of the wheel and on one more who knocks.
func BenchmarkTenThousandInTheApp(b *testing.B) {
	s := newBench(b, 10_000)
	s.app.decides("Escape") // One list is enough to be measured.
	s.app.promptGoes()
	where := image.Rect(0, 0, s.pixels.width, s.pixels.height)
	for b.Loop() {
		s.rest(where)
		if err := s.mouse.moveTo(700, 600); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(s.work(200, func(int) error { return s.mouse.press(wheelDown) }), "scroll-ms")
		b.ReportMetric(s.work(100, func(i int) error { return s.knock(fmt.Sprint("Late ", i)) }), "knock-ms")
		<-time.After(calm)
		b.ReportMetric(float64(s.memory("VmRSS:"))/1024, "RSS-MiB")
		b.ReportMetric(float64(s.memory("RssAnon:"))/1024, "anon-MiB")
	}
	b.ReportMetric(0, "ns/op")
}

// work returns how many milliseconds the app's first thread, which Fyne draws on, works on each of n events, ten of which come in a second.
func (s *bench) work(n int, event func(int) error) float64 {
	s.Helper()
	turn := time.NewTicker(time.Second / 10)
	defer turn.Stop()
	pid := fmt.Sprint("task/", s.app.cmd.Process.Pid, "/")
	before := s.cpu(pid)
	for i := range n {
		<-turn.C
		if err := event(i); err != nil {
			s.Fatal(err)
		}
	}
	<-turn.C
	return float64(s.cpu(pid)-before) / float64(time.Millisecond) / float64(n)
}

// cpu returns how long the app, or one of its threads, has worked.
func (s *bench) cpu(thread string) time.Duration {
	s.Helper()
	if thread != "" {
		return s.schedule(thread)
	}
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", s.app.cmd.Process.Pid))
	if err != nil {
		s.Fatal(err)
	}
	var sum time.Duration
	for _, t := range threads {
		sum += s.schedule("task/" + filepath.Base(t) + "/")
	}
	return sum
}

// schedule returns how long a thread has worked (proc(5), schedstat).
func (s *bench) schedule(thread string) time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/%sschedstat", s.app.cmd.Process.Pid, thread))
	if errors.Is(err, os.ErrNotExist) {
		return 0 // It has ended.
	}
	var worked time.Duration
	if err == nil {
		_, err = fmt.Sscan(string(data), (*int64)(&worked))
	}
	if err != nil {
		s.Fatal(err)
	}
	return worked
}

// memory returns a line of the app's memory in KiB (proc(5), status).
func (s *bench) memory(line string) (kib int) {
	s.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.app.cmd.Process.Pid))
	if err != nil {
		s.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), line)
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		s.Fatal(err)
	}
	return kib
}

// report reports the middle, the slowest of a hundred, and the slowest.
func report(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	at := func(p int) float64 { return times[(len(times)-1)*p/100].Seconds() * 1000 }
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(99), "p99-ms")
	b.ReportMetric(at(100), "max-ms")
	b.ReportMetric(0, "ns/op")
}
