package bbb

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"strconv"
	"time"
)

// Recording is a meeting that was recorded.
type Recording struct {
	RecordID          string
	MeetingID         string
	InternalMeetingID string
	Name              string
	IsBreakout        bool
	// Published says that people can watch it. State is one of processing, processed, published, unpublished, deleted.
	Published bool
	State     string
	// StartTime and EndTime are in milliseconds since 1970.
	StartTime    int64
	EndTime      int64
	Participants int
	// Size and RawSize are in bytes, 0 where the server does not tell.
	Size    int64
	RawSize int64
	// Meta is what create was given, and what UpdateRecordings has changed.
	Meta    map[string]string
	Formats []Format
}

// Format is one way to watch a recording.
type Format struct {
	// Type is "presentation", "video", "podcast", "notes" or another that the server makes.
	Type           string
	URL            string
	ProcessingTime time.Duration
	// Length is how long the recording plays, to the minute.
	Length time.Duration
	Size   int64
	Images []Image
}

// Image is a picture of a recording's slides.
type Image struct {
	URL, Alt      string
	Width, Height int
}

// RecordingFilter says which recordings to ask for. The zero value asks for all of them, which big servers refuse.
type RecordingFilter struct {
	MeetingIDs []string
	RecordIDs  []string
	// States are those of Recording.State, or "any". Without one, deleted recordings and those in the making are left out.
	States []string
	Meta   map[string]string
	// Offset and Limit take a part of the list, from BigBlueButton 2.6 on. Zero is no bound.
	Offset, Limit int
}

func (f RecordingFilter) query() (*query, error) {
	q := newQuery("getRecordings")
	q.list("meetingID", f.MeetingIDs)
	q.list("recordID", f.RecordIDs)
	q.list("state", f.States)
	q.number("offset", int64(f.Offset))
	q.number("limit", int64(f.Limit))
	return q, q.meta(f.Meta)
}

// Recordings returns the recordings that the filter asks for. There may be none.
func (c *Client) Recordings(ctx context.Context, f RecordingFilter) ([]Recording, error) {
	q, err := f.query()
	if err != nil {
		return nil, err
	}
	var all []Recording
	read := func(body io.Reader) (h *header, err error) {
		all, h, err = readRecordings(body)
		return h, err
	}
	if _, err := c.signed(ctx, q, request{safe: true, limit: maxList}, read); err != nil {
		return nil, err
	}
	return all, nil
}

// PublishRecordings lets people watch recordings, or no longer. ErrNotFound says that there is no such recording.
func (c *Client) PublishRecordings(ctx context.Context, publish bool, recordIDs ...string) error {
	q, err := recordingQuery("publishRecordings", recordIDs)
	if err != nil {
		return err
	}
	q.add("publish", strconv.FormatBool(publish))
	var a struct{ header }
	_, err = c.get(ctx, q, &a)
	return err
}

// UpdateRecordings sets metadata of recordings. An empty value removes a name; names that are not in meta stay.
func (c *Client) UpdateRecordings(ctx context.Context, meta map[string]string, recordIDs ...string) error {
	q, err := recordingQuery("updateRecordings", recordIDs)
	if err != nil {
		return err
	}
	if err := q.meta(meta); err != nil {
		return err
	}
	var a struct{ header }
	_, err = c.get(ctx, q, &a)
	return err
}

// DeleteRecordings deletes recordings. It is not repeated when no answer comes, since a second one would not find them.
func (c *Client) DeleteRecordings(ctx context.Context, recordIDs ...string) error {
	q, err := recordingQuery("deleteRecordings", recordIDs)
	if err != nil {
		return err
	}
	var a struct{ header }
	_, err = c.once(ctx, q, &a)
	return err
}

func recordingQuery(call string, recordIDs []string) (*query, error) {
	if len(recordIDs) == 0 {
		return nil, invalid(call, "no recording is named")
	}
	for _, id := range recordIDs {
		if id == "" {
			return nil, invalid(call, "the ID of a recording is empty")
		}
	}
	q := newQuery(call)
	q.list("recordID", recordIDs)
	return q, nil
}

func readRecordings(body io.Reader) ([]Recording, *header, error) {
	t := newTokens(body)
	all := []Recording{}
	h, err := t.response(func(e xml.StartElement) error {
		if e.Name.Local != "recordings" {
			return t.skip()
		}
		return t.each(func(e xml.StartElement) error {
			if e.Name.Local != "recording" {
				return t.skip()
			}
			var r Recording
			err := t.each(func(e xml.StartElement) error { return t.recordingField(&r, e) })
			all = append(all, r)
			return err
		})
	})
	return all, h, err
}

// recordingField reads an element of a recording.
func (t *tokens) recordingField(r *Recording, e xml.StartElement) error {
	switch e.Name.Local {
	case "recordID":
		return t.string(&r.RecordID)
	case "meetingID":
		return t.string(&r.MeetingID)
	case "internalMeetingID":
		return t.string(&r.InternalMeetingID)
	case "name":
		return t.string(&r.Name)
	case "isBreakout":
		return t.bool(&r.IsBreakout)
	case "published":
		return t.bool(&r.Published)
	case "state":
		return t.string(&r.State)
	case "startTime":
		return t.number(&r.StartTime)
	case "endTime":
		return t.number(&r.EndTime)
	case "participants":
		return t.int(&r.Participants)
	case "size":
		return t.number(&r.Size)
	case "rawSize":
		return t.number(&r.RawSize)
	case "metadata":
		return t.texts(&r.Meta)
	case "playback":
		return t.each(func(e xml.StartElement) error {
			if e.Name.Local != "format" {
				return t.skip()
			}
			var f Format
			err := t.each(func(e xml.StartElement) error { return t.formatField(&f, e) })
			r.Formats = append(r.Formats, f)
			return err
		})
	}
	return t.skip()
}

// formatField reads an element of a format.
func (t *tokens) formatField(f *Format, e xml.StartElement) error {
	switch e.Name.Local {
	case "type":
		return t.string(&f.Type)
	case "url":
		return t.trimmed(&f.URL)
	case "size":
		return t.number(&f.Size)
	case "processingTime":
		var n int64
		err := t.number(&n)
		f.ProcessingTime = time.Duration(n) * time.Millisecond
		return err
	case "length":
		var n int64
		err := t.number(&n)
		f.Length = time.Duration(n) * time.Minute
		return err
	case "preview":
		return t.each(func(xml.StartElement) error {
			return t.each(func(e xml.StartElement) error {
				i := Image{Alt: attribute(e, "alt")}
				// A size that is no number is left out: the picture is there all the same.
				i.Width, _ = strconv.Atoi(attribute(e, "width"))
				i.Height, _ = strconv.Atoi(attribute(e, "height"))
				err := t.trimmed(&i.URL)
				f.Images = append(f.Images, i)
				return err
			})
		})
	}
	return t.skip()
}

// trimmed reads a text that some servers indent.
func (t *tokens) trimmed(to *string) error {
	b, err := t.bytes()
	*to = string(bytes.TrimSpace(b))
	return err
}
