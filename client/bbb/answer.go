package bbb

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
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
	ReturnCode string `xml:"returncode" json:"returncode"`
	MessageKey string `xml:"messageKey" json:"messageKey"`
	Message    string `xml:"message" json:"message"`
	// Errors stands in place of key and message where bbb-web answers with its newer form.
	Errors []struct {
		Key     string `xml:"key,attr"`
		Message string `xml:"message,attr"`
	} `xml:"errors>error" json:"-"`
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

// xmlInto reads XML into the value that answer points to.
func xmlInto(answer successor) reader {
	return func(body io.Reader) (*header, error) {
		if err := readAnswer(body, answer); err != nil {
			return nil, err
		}
		return answer.head(), nil
	}
}

// anyInto reads JSON or XML, whichever comes: calls that answer with JSON refuse with XML, and the other way round.
func anyInto(answer successor) reader {
	return func(body io.Reader) (*header, error) {
		b := bufio.NewReader(body)
		for {
			first, err := b.Peek(1)
			switch {
			case err != nil:
				return nil, fmt.Errorf("%w: %w", ErrNotBBB, explain(err))
			case strings.IndexByte(" \t\r\n", first[0]) >= 0:
				b.Discard(1)
				continue
			case first[0] == '{':
				return readJSON(b, answer)
			}
			return xmlInto(answer)(b)
		}
	}
}

// readJSON reads {"response": …}, with the same elements as in XML.
func readJSON(body io.Reader, answer successor) (*header, error) {
	if err := json.NewDecoder(body).Decode(&struct{ Response successor }{answer}); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotBBB, explain(err))
	}
	return answer.head(), checkCode(answer.head())
}

// readAnswer reads an answer into the value that answer points to. Elements that it does not know are skipped and missing
// ones leave their zero value. The error wraps ErrNotBBB.
func readAnswer(body io.Reader, answer successor) error {
	// encoding/xml expands no entities but its five own ones, so a short document stays short.
	d := xml.NewTokenDecoder(&shallow{d: xml.NewDecoder(body)})
	start, err := root(d)
	if err == nil {
		err = d.DecodeElement(answer, start)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotBBB, explain(err))
	}
	return checkCode(answer.head())
}

// checkCode returns an error if the answer has no return code, and so is none of BigBlueButton.
func checkCode(h *header) error {
	if h.ReturnCode != success && h.ReturnCode != failed {
		return fmt.Errorf("%w: return code %.20q", ErrNotBBB, h.ReturnCode)
	}
	return nil
}

// root finds the first element, which must be <response>.
func root(d xml.TokenReader) (*xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
			continue
		case start.Name.Local != "response":
			return nil, fmt.Errorf("it begins with <%.20s>", start.Name.Local)
		}
		return &start, nil
	}
}

// lacking returns the error of an answer that says success and lacks what it is about.
func lacking(call, element string) *Error {
	return &Error{Call: call, Err: fmt.Errorf("%w: it lacks %s", ErrNotBBB, element)}
}

// explain says in a few words why an answer could not be read.
func explain(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
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
