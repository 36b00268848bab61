package pool_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

// TestRecordingsAreFoundOnAllServers has two runs of a meeting on two servers.
func TestRecordingsAreFoundOnAllServers(t *testing.T) {
	h := newHouse(t, "a", "b")
	begin := time.Date(2026, 11, 1, 18, 0, 0, 0, time.UTC)
	one := h.servers["a"].AddRecording(bbbtest.Recording{MeetingID: "choir", Start: begin, End: begin})
	two := h.servers["b"].AddRecording(bbbtest.Recording{MeetingID: "choir", Start: begin, End: begin})
	h.servers["b"].AddRecording(bbbtest.Recording{MeetingID: "band", Start: begin, End: begin})

	choir := bbb.RecordingFilter{MeetingIDs: []string{"choir"}}
	all, err := h.Recordings(t.Context(), choir)
	if err != nil || len(all) != 2 || all[0].RecordID != one || all[1].RecordID != two {
		t.Fatalf("recordings %+v, %v", all, err)
	}
	if err := h.PublishRecordings(t.Context(), false, two); err != nil {
		t.Error(err)
	}
	if all, err := h.Recordings(t.Context(), choir); err != nil || !all[0].Published || all[1].Published {
		t.Errorf("after one was hidden: %+v, %v", all, err)
	}
	if err := h.DeleteRecordings(t.Context(), one); err != nil {
		t.Error(err)
	}
	if err := h.DeleteRecordings(t.Context(), one); !errors.Is(err, bbb.ErrNotFound) {
		t.Errorf("deleting it again: %v, want ErrNotFound", err)
	}

	h.servers["a"].SetFault(bbbtest.FaultDown)
	if all, err := h.Recordings(t.Context(), choir); err != nil || len(all) != 1 || all[0].RecordID != two {
		t.Errorf("with a server down: %+v, %v", all, err)
	}
	// It could be on the server that is down.
	if err := h.DeleteRecordings(t.Context(), one); !errors.Is(err, bbb.ErrUnreachable) {
		t.Errorf("deleting with a server down: %v, want ErrUnreachable", err)
	}
	h.servers["b"].SetFault(bbbtest.FaultDown)
	if _, err := h.Recordings(t.Context(), choir); !errors.Is(err, bbb.ErrUnreachable) {
		t.Errorf("with all servers down: %v, want ErrUnreachable", err)
	}
}

// TestServerWithASlowDiskGetsMeetingsStill has a server that takes too long to list its recordings.
func TestServerWithASlowDiskGetsMeetingsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "a", "b")
		h.servers["a"].SetFault(bbbtest.FaultSilent)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := h.Recordings(ctx, bbb.RecordingFilter{MeetingIDs: []string{"choir"}}); err != nil {
			t.Error(err)
		}
		h.servers["a"].SetFault(bbbtest.NoFault)
		h.create(t, "choir", "")
		h.at(t, "choir", "a")
	})
}
