package bbbtest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Recording is a recording that a test gives to the simulator.
type Recording struct {
	// RecordID may be empty: AddRecording makes one.
	RecordID, MeetingID, Name string
	Unpublished               bool
	// Processing says that it is still being worked up, and cannot be watched yet.
	Processing bool
	// Start and End are when the meeting began and ended.
	Start, End   time.Time
	Participants int
	Meta         map[string]string
	// Formats are the kinds of playback, such as "presentation". Without any there is one, "presentation".
	Formats []string

	tracks []track
}

// AddRecording keeps a recording, as if a recorded meeting had ended and been worked up. It returns the recording's ID.
func (s *Simulator) AddRecording(r Recording) string {
	r.RecordID = cmp.Or(r.RecordID, randomID(20))
	r.Meta = maps.Clone(r.Meta)
	if len(r.Formats) == 0 {
		r.Formats = []string{"presentation"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recordings = append(s.recordings, &r)
	return r.RecordID
}

// keepRecording keeps what was recorded of a meeting that is over, if anything was. It is worked up at once. The caller holds the lock.
func (s *Simulator) keepRecording(m *meeting, end time.Time) {
	if !m.recorded || m.came == 0 {
		return
	}
	m.recorded = false
	s.recordings = append(s.recordings, &Recording{
		RecordID: m.internalID, MeetingID: m.id, Name: m.name, Start: m.created, End: end, Participants: m.came, Meta: maps.Clone(m.meta),
		Formats: []string{"presentation", "video"},
	})
}

type recordingList struct {
	header
	Recordings struct {
		Recording []recordingInfo `xml:"recording"`
	} `xml:"recordings"`
	Total int `xml:"totalElements"`
}

func (a recordingList) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, a) }

type recordingInfo struct {
	RecordID          string   `xml:"recordID"`
	MeetingID         string   `xml:"meetingID"`
	InternalMeetingID string   `xml:"internalMeetingID"`
	Name              string   `xml:"name"`
	IsBreakout        bool     `xml:"isBreakout"`
	Published         bool     `xml:"published"`
	State             string   `xml:"state"`
	StartTime         int64    `xml:"startTime"`
	EndTime           int64    `xml:"endTime"`
	Participants      int      `xml:"participants"`
	RawSize           int64    `xml:"rawSize"`
	Size              int64    `xml:"size"`
	Metadata          metadata `xml:"metadata"`
	Formats           []format `xml:"playback>format"`
}

type format struct {
	Type           string  `xml:"type"`
	URL            string  `xml:"url"`
	ProcessingTime int64   `xml:"processingTime"`
	Length         int64   `xml:"length"`
	Size           int64   `xml:"size"`
	Images         []image `xml:"preview>images>image"`
}

type image struct {
	Width  int    `xml:"width,attr"`
	Height int    `xml:"height,attr"`
	Alt    string `xml:"alt,attr"`
	URL    string `xml:",chardata"`
}

func (r *Recording) state() string {
	switch {
	case r.Processing:
		return "processing"
	case r.Unpublished:
		return "unpublished"
	}
	return "published"
}

// info describes a recording. Addresses in it have the host under which the caller knows the simulator.
func (r *Recording) info(origin string) recordingInfo {
	i := recordingInfo{
		RecordID: r.RecordID, MeetingID: r.MeetingID, InternalMeetingID: r.RecordID, Name: r.Name, Published: r.state() == "published",
		State: r.state(), StartTime: r.Start.UnixMilli(), EndTime: r.End.UnixMilli(), Participants: r.Participants,
		RawSize: 2 << 20, Size: 1 << 20, Metadata: r.Meta,
	}
	if r.Processing {
		return i
	}
	for _, kind := range r.Formats {
		i.Formats = append(i.Formats, format{
			// Real servers indent some addresses.
			Type: kind, URL: "\n  " + origin + playbackPath + kind + "/" + r.RecordID + "\n", ProcessingTime: 1500,
			Length: int64(r.End.Sub(r.Start) / time.Minute), Size: 1 << 20,
			Images: []image{{Width: 176, Height: 136, Alt: r.Name, URL: origin + "/" + kind + "/thumb-1.png"}},
		})
	}
	return i
}

// values returns the parts of a parameter that is a list.
func (r *request) values(name string) []string {
	if r.get(name) == "" {
		return nil
	}
	return strings.Split(r.get(name), ",")
}

// getRecordings tells about recordings, the oldest first.
func (s *Simulator) getRecordings(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := recordingList{header: succeeded()}
	for _, rec := range s.recordings {
		if rec.wanted(r) {
			list.Recordings.Recording = append(list.Recordings.Recording, rec.info(r.origin()))
		}
	}
	list.Total = len(list.Recordings.Recording)
	if offset, err := strconv.Atoi(r.get("offset")); err == nil && offset > 0 {
		list.Recordings.Recording = list.Recordings.Recording[min(offset, list.Total):]
	}
	if limit, err := strconv.Atoi(r.get("limit")); err == nil && limit > 0 {
		list.Recordings.Recording = list.Recordings.Recording[:min(limit, len(list.Recordings.Recording))]
	}
	if len(list.Recordings.Recording) == 0 {
		list.header = withMessage("noRecordings", "There are no recordings for the meeting(s).")
	}
	return list
}

// wanted reports whether a request asks for a recording. A record ID may be the beginning of one.
func (rec *Recording) wanted(r *request) bool {
	if ids := r.values("meetingID"); ids != nil && !slices.Contains(ids, rec.MeetingID) {
		return false
	}
	if ids := r.values("recordID"); ids != nil &&
		!slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(rec.RecordID, id) }) {
		return false
	}
	states := r.values("state")
	if states == nil {
		states = []string{"published", "unpublished"}
	}
	if !slices.Contains(states, "any") && !slices.Contains(states, rec.state()) {
		return false
	}
	for name, value := range meta(r.params) {
		if rec.Meta[name] != value {
			return false
		}
	}
	return true
}

// changed is the answer of the calls that change recordings; one of its elements is set.
type changed struct {
	header
	Published *bool `xml:"published"`
	Updated   *bool `xml:"updated"`
	Deleted   *bool `xml:"deleted"`
}

func (a changed) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, a) }

// named returns the recordings that a request names, or the answer to one that names none. The caller holds the lock.
func (s *Simulator) named(r *request) ([]*Recording, *failed) {
	ids := r.values("recordID")
	if ids == nil {
		return nil, failure("missingParamRecordID", "You must specify one or more record IDs.")
	}
	var found []*Recording
	for _, rec := range s.recordings {
		if slices.Contains(ids, rec.RecordID) {
			found = append(found, rec)
		}
	}
	if len(found) == 0 {
		return nil, failure("notFound", "We could not find recordings")
	}
	return found, nil
}

// publishRecordings lets people watch recordings, or no longer.
func (s *Simulator) publishRecordings(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, bad := s.named(r)
	if bad != nil {
		return bad
	}
	publish, ok := r.flag("publish")
	if !ok || r.get("publish") == "" {
		return failure("missingParamPublish", "You must specify one a publish value true or false.")
	}
	for _, rec := range found {
		rec.Unpublished = !publish
	}
	return changed{header: succeeded(), Published: &publish}
}

// updateRecordings changes metadata of recordings.
func (s *Simulator) updateRecordings(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, bad := s.named(r)
	if bad != nil {
		return bad
	}
	for _, rec := range found {
		if rec.Meta == nil {
			rec.Meta = map[string]string{}
		}
		maps.Copy(rec.Meta, meta(r.params))
		maps.DeleteFunc(rec.Meta, func(_, value string) bool { return value == "" })
	}
	return changed{header: succeeded(), Updated: new(true)}
}

// deleteRecordings forgets recordings.
func (s *Simulator) deleteRecordings(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, bad := s.named(r)
	if bad != nil {
		return bad
	}
	s.recordings = slices.DeleteFunc(s.recordings, func(rec *Recording) bool { return slices.Contains(found, rec) })
	return changed{header: succeeded(), Deleted: new(true)}
}
