package bbb

import (
	"bytes"
	"context"
	"mime/multipart"
)

// TextTrack is subtitles or captions of a recording.
type TextTrack struct {
	// Href is where its text lies, in the format WebVTT.
	Href string `json:"href"`
	// Kind is "subtitles" or "captions".
	Kind string `json:"kind"`
	// Lang is a language tag, such as "de" or "pt-BR".
	Lang  string `json:"lang"`
	Label string `json:"label"`
	// Source is "live", "automatic" or "upload".
	Source string `json:"source"`
}

// RecordingTextTracks returns the text tracks of a recording. ErrNotFound says that there is no such recording.
func (c *Client) RecordingTextTracks(ctx context.Context, recordID string) ([]TextTrack, error) {
	q, err := recordingQuery("getRecordingTextTracks", []string{recordID})
	if err != nil {
		return nil, err
	}
	var a struct {
		header
		Tracks []TextTrack `xml:"-" json:"tracks"`
	}
	if _, err := c.signed(ctx, q, request{safe: true}, anyInto(&a)); err != nil {
		return nil, err
	}
	return a.Tracks, nil
}

// PutRecordingTextTrack gives a recording a text track: SRT, SSA or WebVTT in UTF-8 under a file name with the right ending. An
// empty label lets the server name the language. The server looks at the text later: a bad one is dropped without a word.
func (c *Client) PutRecordingTextTrack(ctx context.Context, recordID string, track TextTrack, fileName string, text []byte) error {
	const call = "putRecordingTextTrack"
	q, err := recordingQuery(call, []string{recordID})
	if err != nil {
		return err
	}
	switch {
	case track.Kind != "subtitles" && track.Kind != "captions":
		return invalid(call, "kind %.20q is neither subtitles nor captions", track.Kind)
	case track.Lang == "":
		return invalid(call, "the language is missing")
	case len(text) == 0:
		return invalid(call, "the text is empty")
	}
	q.add("kind", track.Kind)
	q.add("lang", track.Lang)
	q.text("label", track.Label)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", fileName)
	if err == nil {
		_, err = file.Write(text)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return invalid(call, "the text track cannot be packed: %w", err)
	}
	var a struct{ header }
	_, err = c.signed(ctx, q, request{body: body.Bytes(), contentType: form.FormDataContentType()}, anyInto(&a))
	return err
}
