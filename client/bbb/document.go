package bbb

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"strconv"
)

// Document is a presentation: one that the server fetches from URL, or one whose bytes are in Content.
type Document struct {
	// Name is the file's name with its ending, by which the server tells the kind of file. It may be empty with a URL that
	// ends with it.
	Name    string
	URL     string
	Content []byte
	// Current shows this one first. Downloadable lets people fetch it, Removable lets the presenter remove it; nil leaves
	// both to the server.
	Current      bool
	Downloadable *bool
	Removable    *bool
}

type document struct {
	Attributes []xml.Attr `xml:",any,attr"`
	Base64     string     `xml:",chardata"`
}

type module struct {
	Name      string     `xml:"name,attr"`
	Documents []document `xml:"document,omitempty"`
	Text      string     `xml:",cdata"`
}

// modules returns the XML body of create and insertDocument.
func modules(call string, documents []Document, settings json.RawMessage) ([]byte, error) {
	var all struct {
		XMLName xml.Name `xml:"modules"`
		Modules []module `xml:"module"`
	}
	presentation := module{Name: "presentation"}
	for _, d := range documents {
		element, err := d.element(call)
		if err != nil {
			return nil, err
		}
		presentation.Documents = append(presentation.Documents, element)
	}
	if len(documents) > 0 {
		all.Modules = append(all.Modules, presentation)
	}
	if len(settings) > 0 {
		all.Modules = append(all.Modules, module{Name: "clientSettingsOverride", Text: string(settings)})
	}
	text, err := xml.Marshal(all)
	if err != nil {
		return nil, invalid(call, "the documents cannot be written as XML: %w", err)
	}
	return append([]byte(xml.Header), bytes.TrimSpace(text)...), nil
}

// element returns a document as XML. BigBlueButton takes the file name of a document with content from the attribute name.
func (d Document) element(call string) (document, error) {
	var e document
	add := func(name, value string) {
		e.Attributes = append(e.Attributes, xml.Attr{Name: xml.Name{Local: name}, Value: value})
	}
	switch {
	case d.URL != "" && len(d.Content) > 0:
		return e, invalid(call, "document %.60q has both a URL and content", d.Name)
	case d.URL != "":
		add("url", d.URL)
		if d.Name != "" {
			add("filename", d.Name)
		}
	case len(d.Content) == 0:
		return e, invalid(call, "document %.60q has neither a URL nor content", d.Name)
	case d.Name == "":
		return e, invalid(call, "a document with content has no name")
	default:
		add("name", d.Name)
		e.Base64 = base64.StdEncoding.EncodeToString(d.Content)
	}
	if d.Current {
		add("current", "true")
	}
	if d.Downloadable != nil {
		add("downloadable", strconv.FormatBool(*d.Downloadable))
	}
	if d.Removable != nil {
		add("removable", strconv.FormatBool(*d.Removable))
	}
	return e, nil
}

// InsertDocument gives a running meeting more presentations. The server fetches and converts them later: success says only
// that it will try. It is not repeated when no answer comes, since the documents would be there twice.
func (c *Client) InsertDocument(ctx context.Context, meetingID string, documents ...Document) error {
	q, err := meetingQuery("insertDocument", meetingID)
	if err != nil {
		return err
	}
	if len(documents) == 0 {
		return invalid("insertDocument", "there are no documents")
	}
	body, err := modules("insertDocument", documents, nil)
	if err != nil {
		return err
	}
	var a struct{ header }
	_, err = c.signed(ctx, q, request{body: body, contentType: "application/xml"}, xmlInto(&a))
	return err
}
