package bbb

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
)

// tokens reads an answer element by element. It does by hand what encoding/xml does by reflection, since lists of meetings
// can have hundreds of thousands of elements.
type tokens struct {
	d   xml.TokenReader
	buf []byte
}

func newTokens(body io.Reader) *tokens { return &tokens{d: &shallow{d: xml.NewDecoder(body)}} }

// each calls f for each child of the element that has just begun, up to its end. F reads its child up to its end.
func (t *tokens) each(f func(child xml.StartElement) error) error {
	for {
		token, err := t.d.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := f(e); err != nil {
				return err
			}
		}
	}
}

// skip reads to the end of the element that has just begun.
func (t *tokens) skip() error {
	for depth := 1; depth > 0; {
		token, err := t.d.Token()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// bytes returns the text of the element that has just begun, without that of elements inside it. It is valid until the next
// call.
func (t *tokens) bytes() ([]byte, error) {
	t.buf = t.buf[:0]
	for {
		token, err := t.d.Token()
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.CharData:
			t.buf = append(t.buf, e...)
		case xml.EndElement:
			return t.buf, nil
		case xml.StartElement:
			if err := t.skip(); err != nil {
				return nil, err
			}
		}
	}
}

func (t *tokens) string(to *string) error {
	b, err := t.bytes()
	*to = string(b)
	return err
}

// bool reads true or false in the forms that strconv knows. An empty element is false, as one that is missing.
func (t *tokens) bool(to *bool) error {
	b, err := t.bytes()
	if b = bytes.TrimSpace(b); err != nil || len(b) == 0 {
		return err
	}
	*to, err = strconv.ParseBool(string(b))
	return err
}

// number reads a whole number. An empty element is zero, as one that is missing.
func (t *tokens) number(to *int64) error {
	b, err := t.bytes()
	if b = bytes.TrimSpace(b); err != nil || len(b) == 0 {
		return err
	}
	*to, err = strconv.ParseInt(string(b), 10, 64)
	return err
}

func (t *tokens) int(to *int) error {
	var n int64
	err := t.number(&n)
	*to = int(n)
	return err
}

// texts reads children that are named by a user, such as metadata.
func (t *tokens) texts(to *map[string]string) error {
	return t.each(func(child xml.StartElement) error {
		if *to == nil {
			*to = map[string]string{}
		}
		var text string
		err := t.string(&text)
		(*to)[child.Name.Local] = text
		return err
	})
}

// head reads an element of the header. It reports whether it was one.
func (t *tokens) head(h *header, e xml.StartElement) (bool, error) {
	switch e.Name.Local {
	case "returncode":
		return true, t.string(&h.ReturnCode)
	case "messageKey":
		return true, t.string(&h.MessageKey)
	case "message":
		return true, t.string(&h.Message)
	case "errors":
		return true, t.each(func(child xml.StartElement) error {
			if h.MessageKey == "" {
				h.MessageKey, h.Message = attribute(child, "key"), attribute(child, "message")
			}
			return t.skip()
		})
	}
	return false, nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// response reads an answer: its header, and by f all other elements of it.
func (t *tokens) response(f func(child xml.StartElement) error) (*header, error) {
	var h header
	_, err := root(t.d)
	if err == nil {
		err = t.each(func(child xml.StartElement) error {
			if known, err := t.head(&h, child); known {
				return err
			}
			return f(child)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotBBB, explain(err))
	}
	return &h, checkCode(&h)
}
