package bbb

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"
)

// bigList returns an answer of getMeetings with so many meetings of so many people.
func bigList(meetings, people int) []byte {
	var b bytes.Buffer
	b.WriteString("<response>\n<returncode>SUCCESS</returncode>\n<meetings>\n")
	for m := range meetings {
		fmt.Fprintf(&b, `<meeting><meetingName>Choir %d &amp; friends</meetingName><meetingID>room-%d</meetingID>`+
			`<internalMeetingID>183f0bf3a0982a127bdb8161e0c44eb696b3e75c-%d</internalMeetingID><createTime>1531240585189</createTime>`+
			`<createDate>Tue Jul 10 16:36:25 UTC 2018</createDate><voiceBridge>70066</voiceBridge><dialNumber>613-555-1234</dialNumber>`+
			`<attendeePW>ap</attendeePW><moderatorPW>mp</moderatorPW><running>true</running><duration>0</duration>`+
			`<hasUserJoined>true</hasUserJoined><recording>false</recording><hasBeenForciblyEnded>false</hasBeenForciblyEnded>`+
			`<startTime>1531240585239</startTime><endTime>0</endTime><participantCount>%d</participantCount>`+
			`<listenerCount>0</listenerCount><voiceParticipantCount>0</voiceParticipantCount><videoCount>0</videoCount>`+
			`<maxUsers>0</maxUsers><moderatorCount>1</moderatorCount><attendees>`, m, m, m, people)
		for p := range people {
			fmt.Fprintf(&b, "\n<attendee><userID>w_2xox6leao03w%d</userID><fullName>User %d Übel</fullName><role>VIEWER</role>"+
				"<isPresenter>false</isPresenter><isListeningOnly>true</isListeningOnly><hasJoinedVoice>false</hasJoinedVoice>"+
				"<hasVideo>false</hasVideo><clientType>HTML5</clientType></attendee>", p, p)
		}
		b.WriteString("</attendees><metadata><bbb-origin>foyer</bbb-origin></metadata><isBreakout>false</isBreakout></meeting>\n")
	}
	b.WriteString("</meetings></response>")
	return b.Bytes()
}

func countTokens(body []byte) error {
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// BenchmarkMeetings reads a list of 1,000 meetings with 50 people each. The metric x-of-token-rate is its speed in terms of
// encoding/xml's bare Token on the same bytes; the bar is 0.5.
func BenchmarkMeetings(b *testing.B) {
	body := bigList(1000, 50)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	var ours, bare time.Duration
	for b.Loop() {
		begin := time.Now()
		n := 0
		if _, err := readMeetings(bytes.NewReader(body), func(*Meeting) error { n++; return nil }); err != nil || n != 1000 {
			b.Fatal(n, err)
		}
		ours += time.Since(begin)
		b.StopTimer()
		begin = time.Now()
		if err := countTokens(body); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(begin)
		b.StartTimer()
	}
	b.ReportMetric(float64(bare)/float64(ours), "x-of-token-rate")
}

// BenchmarkJoinURL signs the way in of a guest. The bar is 2 µs and 3 allocations.
func BenchmarkJoinURL(b *testing.B) {
	c, err := New(Config{URL: "https://bbb.example.org", Secret: "639259d4-9dd8-4b25-bf01-95f9567eaf4b"})
	if err != nil {
		b.Fatal(err)
	}
	p := JoinParams{MeetingID: "0b5e7f6a-3d0f-4a29-8a4c-2f6a3a1a7a11", FullName: "Ana Übel", Role: Viewer,
		UserID: "5c1c1a0e-7f0f-4d1b-9a55-0d5f4e3c2b1a", Guest: new(true), CreateTime: 1531240585189}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.JoinURL(p); err != nil {
			b.Fatal(err)
		}
	}
}
