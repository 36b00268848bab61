package bbbtest

import (
	"net/http"
	"time"
)

// act is something that a person can do on the page of the meeting.
type act struct{ Text, Way string }

// line is a message of the chat, as the page shows it.
type line struct{ Name, Text string }

// acts returns what a person can do now.
func (p *person) acts() []act {
	names := []struct{ name, text string }{{"hand", "Raise hand"}, {"voice", "Join audio"}, {"camera", "Start camera"}}
	if p.hand {
		names[0].text = "Lower hand"
	}
	if p.camera {
		names[2].text = "Stop camera"
	}
	if p.voice {
		names[1].text = "Leave audio"
		names = append(names, struct{ name, text string }{"mute", "Mute"})
		if p.muted {
			names[3].text = "Unmute"
		}
	}
	if p.role == moderator && p.meeting.record {
		text := "Start recording"
		if p.meeting.recordingOn {
			text = "Stop recording"
		}
		names = append(names, struct{ name, text string }{"record", text})
	}
	var all []act
	for _, n := range names {
		all = append(all, act{Text: n.text, Way: clientPath + "act?do=" + n.name + "&sessionToken=" + p.token})
	}
	return all
}

// signs returns what others see a person do.
func (p *person) signs() []string {
	var all []string
	if p.hand {
		all = append(all, "hand raised")
	}
	if p.voice && p.muted {
		all = append(all, "muted")
	} else if p.voice {
		all = append(all, "can be heard")
	}
	if p.camera {
		all = append(all, "camera on")
	}
	return all
}

// act does what a person has chosen on the page, and shows the page again.
func (s *Simulator) act(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("sessionToken")
	s.mu.Lock()
	s.tidy()
	if p := s.people[token]; p != nil && p.inside {
		p.act(r.URL.Query().Get("do"), s.opts.Now())
	}
	s.mu.Unlock()
	redirection(clientPath+"?sessionToken="+token).send(w, r)
}

func (p *person) act(name string, now time.Time) {
	switch name {
	case "hand":
		p.hand = !p.hand
	case "voice":
		p.voice, p.muted = !p.voice, false
	case "mute":
		p.muted = p.voice && !p.muted
	case "camera":
		p.camera = !p.camera
	case "record":
		if p.role == moderator {
			p.meeting.setRecording(!p.meeting.recordingOn, now)
		}
	}
}

// chatLines returns the public chat as the page shows it, the latest last.
func (m *meeting) chatLines() []line {
	const shown = 20
	var all []line
	for _, c := range m.chat[max(0, len(m.chat)-shown):] {
		all = append(all, line{Name: c.sender.name, Text: c.text})
	}
	return all
}
