package bbb

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

func TestSigningAJoinURLAllocatesAtMostThreeTimes(t *testing.T) {
	c, err := New(Config{URL: "https://bbb.example.org", Secret: "639259d4-9dd8-4b25-bf01-95f9567eaf4b"})
	if err != nil {
		t.Fatal(err)
	}
	p := JoinParams{MeetingID: "choir", FullName: "Ana Übel", Role: Viewer, UserID: "guest-1", Guest: new(true), CreateTime: 1531240585189}
	if n := testing.AllocsPerRun(100, func() { c.JoinURL(p) }); n > 3 {
		t.Errorf("%v allocations", n)
	}
}

// repeated is an answer with one meeting over and over, as long as somebody reads.
type repeated struct {
	head, meeting []byte
	rest          []byte
	meetings      int
}

func (r *repeated) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		r.rest = r.meeting
		if r.head != nil {
			r.rest, r.head = r.head, nil
		} else if r.meetings--; r.meetings < 0 {
			return 0, io.EOF
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func endless() *repeated {
	all := bigList(1, 50)
	begin, end := bytes.Index(all, []byte("<meeting>")), bytes.Index(all, []byte("</meetings>"))
	return &repeated{head: all[:begin], meeting: all[begin:end], meetings: 1 << 30}
}

func TestMeetingsAreReadInBoundedMemory(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, n, most := heap(), 0, uint64(0)
	body := endless()
	body.meetings = 1000
	_, err := readMeetings(body, func(*Meeting) error {
		if n++; n%250 == 0 {
			most = max(most, heap())
		}
		return nil
	})
	if n != 1000 || !errors.Is(err, ErrNotBBB) {
		t.Fatalf("%d meetings, error %v, want 1000 and the list that breaks off", n, err)
	}
	// One meeting with all that belongs to it takes about 20 KiB; the whole list takes 14 MiB.
	if most > before+1<<20 {
		t.Errorf("reading took %d KiB", (most-before)>>10)
	}
}

func TestListThatNeverEndsIsCutOff(t *testing.T) {
	body := &bounded{r: endless(), left: 1 << 20, limit: 1 << 20}
	_, err := readMeetings(body, func(*Meeting) error { return nil })
	if !errors.Is(err, ErrNotBBB) || !errors.Is(body.err, ErrNotBBB) || !strings.Contains(body.err.Error(), "longer than 1 MiB") {
		t.Errorf("error %v and %v", err, body.err)
	}
}

func TestDeepListIsRefused(t *testing.T) {
	deep := "<response><returncode>SUCCESS</returncode><meetings><meeting>" + strings.Repeat("<a>", 1000)
	if _, err := readMeetings(strings.NewReader(deep), func(*Meeting) error { return nil }); !errors.Is(err, ErrNotBBB) ||
		!strings.Contains(err.Error(), "deeper") {
		t.Errorf("error %v", err)
	}
}
