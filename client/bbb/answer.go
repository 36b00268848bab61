package bbb

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// maxDepth is how deep elements may be nested. BigBlueButton's deepest answer, getRecordings, has about ten levels.
const maxDepth = 64

// The return codes of an answer.
const (
	success = "SUCCESS"
	failed  = "FAILED"
)

// header is what every answer begins with. Answers embed it.
type header struct {
	ReturnCode string `xml:"returncode"`
	MessageKey string `xml:"messageKey"`
	Message    string `xml:"message"`
	// Errors stands in place of key and message where bbb-web answers with its newer form.
	Errors []struct {
		Key     string `xml:"key,attr"`
		Message string `xml:"message,attr"`
	} `xml:"errors>error"`
}

// successor is an answer whose header can be read.
type successor interface{ head() *header }

func (h *header) head() *header { return h }

// failure returns key and text of an answer that is no success.
func (h *header) failure() (key, message string) {
	if h.MessageKey == "" && len(h.Errors) > 0 {
		return h.Errors[0].Key, h.Errors[0].Message
	}
	return h.MessageKey, h.Message
}

// readAnswer reads an answer into the value that answer points to. Elements that it does not know are skipped and missing
// ones leave their zero value. The error wraps ErrNotBBB.
func readAnswer(body []byte, answer successor) error {
	// encoding/xml expands no entities but its five own ones, so a short document stays short.
	d := xml.NewTokenDecoder(&shallow{d: xml.NewDecoder(bytes.NewReader(body))})
	if err := decodeRoot(d, answer); err != nil {
		return fmt.Errorf("%w: %w", ErrNotBBB, explain(err))
	}
	if code := answer.head().ReturnCode; code != success && code != failed {
		return fmt.Errorf("%w: return code %.20q", ErrNotBBB, code)
	}
	return nil
}

// decodeRoot reads the first element, which must be <response>.
func decodeRoot(d *xml.Decoder, answer successor) error {
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
			continue
		case start.Name.Local != "response":
			return fmt.Errorf("it begins with <%.20s>", start.Name.Local)
		}
		return d.DecodeElement(answer, &start)
	}
}

// explain says in a few words why an answer could not be read.
func explain(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the answer is empty, or breaks off")
	}
	return err
}

// shallow reads tokens of a document that is not nested too deeply.
type shallow struct {
	d     *xml.Decoder
	depth int
}

// Token returns the next token.
func (s *shallow) Token() (xml.Token, error) {
	t, err := s.d.Token()
	switch t.(type) {
	case xml.StartElement:
		s.depth++
	case xml.EndElement:
		s.depth--
	}
	if s.depth > maxDepth {
		return nil, fmt.Errorf("elements are nested deeper than %d", maxDepth)
	}
	return t, err
}

// texts reads an element whose children are named by the user, such as metadata, into a map.
type texts map[string]string

// UnmarshalXML reads the children's texts by their names.
func (t *texts) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			var text string
			if err := d.DecodeElement(&text, &e); err != nil {
				return err
			}
			if *t == nil {
				*t = texts{}
			}
			(*t)[e.Name.Local] = text
		}
	}
}
