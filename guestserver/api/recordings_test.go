package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb/bbbtest"
)

type recording struct {
	ID, Name, State    string
	Published          bool
	Participants       int
	StartedAt, EndedAt time.Time
	Formats            []struct{ Type, URL string }
}

// addRecordings keeps recordings of two runs of Choir, the second one unpublished, one that is in the making, and one of Band.
func (d *desk) addRecordings() (first, second, unfinished, band string) {
	begin := time.Date(2026, 11, 1, 18, 0, 0, 0, time.UTC)
	run := func(meetingID string, week int, r bbbtest.Recording) string {
		r.MeetingID, r.Name, r.Start = meetingID, "Choir", begin.AddDate(0, 0, 7*week)
		r.End = r.Start.Add(90 * time.Minute)
		return d.bbb.AddRecording(r)
	}
	return run(choirID, 0, bbbtest.Recording{Participants: 12}), run(choirID, 1, bbbtest.Recording{Unpublished: true}),
		run(choirID, 2, bbbtest.Recording{Processing: true}), run(bandID, 0, bbbtest.Recording{})
}

func TestModeratorSeesAndPublishesRecordings(t *testing.T) {
	d := newDesk(t)
	path := "/api/v1/meetings/" + choirID + "/recordings"
	if none := get[[]recording](d, "GET", path, ""); len(none) != 0 {
		t.Errorf("a meeting that was never recorded has %v", none)
	}
	first, second, unfinished, band := d.addRecordings()
	d.as("mo")
	all := get[[]recording](d, "GET", path, "")
	if len(all) != 3 || all[0].ID != unfinished || all[1].ID != second || all[2].ID != first {
		t.Fatalf("the recordings are %+v, want the latest first and none of another meeting", all)
	}
	if all[0].State != "processing" || all[0].Published || len(all[0].Formats) != 0 {
		t.Errorf("what is in the making is %+v", all[0])
	}
	if all[2].Name != "Choir" || all[2].Participants != 12 || !all[2].Published || all[2].State != "published" ||
		len(all[2].Formats) != 1 || !strings.HasPrefix(all[2].Formats[0].URL, "http") {
		t.Errorf("what can be watched is %+v", all[2])
	}
	if r := get[recording](d, "PATCH", path+"/"+second, `{"published":true}`); !r.Published || r.State != "published" {
		t.Errorf("after it was published it is %+v", r)
	}
	if r := get[recording](d, "PATCH", path+"/"+first, `{"published":false}`); r.Published {
		t.Errorf("after it was hidden it is %+v", r)
	}
	d.refused("PATCH", path+"/"+unfinished, `{"published":true}`, http.StatusConflict, "recording_unfinished")
	// The beginning of an ID stands for nothing, and what another meeting has recorded is not this one's.
	d.refused("PATCH", path+"/"+first[:5], `{"published":true}`, http.StatusNotFound, "unknown_recording")
	d.refused("PATCH", path+"/"+band, `{"published":true}`, http.StatusNotFound, "unknown_recording")
	d.refused("PATCH", path+"/"+first, `{"name":"Mine"}`, http.StatusBadRequest, "unknown_field")
}

func TestOwnerAloneDeletesRecordings(t *testing.T) {
	d := newDesk(t)
	first, second, _, band := d.addRecordings()
	path := "/api/v1/meetings/" + choirID + "/recordings"
	d.as("mo").refused("DELETE", path+"/"+first, "", http.StatusForbidden, "not_allowed")
	d.as("max").refused("GET", path, "", http.StatusForbidden, "not_allowed")
	d.as("cora").refused("GET", path, "", http.StatusNotFound, "unknown_meeting")
	d.as("ben").refused("DELETE", path+"/"+band, "", http.StatusNotFound, "unknown_recording")
	d.do("DELETE", path+"/"+first, "")
	d.refused("DELETE", path+"/"+first, "", http.StatusNotFound, "unknown_recording")
	if left := get[[]recording](d, "GET", path, ""); len(left) != 2 || left[1].ID != second {
		t.Errorf("there are left %+v", left)
	}
}

func TestRecordingsOfAServerThatIsDown(t *testing.T) {
	d := newDesk(t)
	d.bbb.SetFault(bbbtest.FaultDown)
	d.refused("GET", "/api/v1/meetings/"+choirID+"/recordings", "", http.StatusBadGateway, "conference_unavailable")
}
