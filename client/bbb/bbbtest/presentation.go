package bbbtest

import (
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"path"
	"strings"
)

// documents returns the names of the presentations in a request's body, or the answer to a body that is none.
func documents(r *request) ([]string, *failed) {
	if len(r.body) == 0 {
		return nil, nil
	}
	var body struct {
		XMLName xml.Name `xml:"modules"`
		Modules []struct {
			Name      string `xml:"name,attr"`
			Documents []struct {
				URL      string `xml:"url,attr"`
				FileName string `xml:"filename,attr"`
				Name     string `xml:"name,attr"`
				Base64   string `xml:",chardata"`
			} `xml:"document"`
		} `xml:"module"`
	}
	if err := xml.Unmarshal(r.body, &body); err != nil {
		return nil, failure("validationError", "The body is no XML of modules")
	}
	var names []string
	for _, m := range body.Modules {
		if m.Name != "presentation" {
			continue
		}
		for _, d := range m.Documents {
			if _, err := base64.StdEncoding.DecodeString(strings.TrimSpace(d.Base64)); err != nil || d.URL == "" && d.Name == "" {
				return nil, failure("validationError", "A document has no name, or its content is no base64")
			}
			names = append(names, stripControl(cmp.Or(d.FileName, d.Name, path.Base(d.URL))))
		}
	}
	return names, nil
}

// insertDocument puts presentations into a meeting; the meeting page shows their names.
func (s *Simulator) insertDocument(r *request) answer {
	id, bad := r.meetingID()
	if bad != nil {
		return bad
	}
	names, bad := documents(r)
	if bad != nil {
		return bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	m := s.meetings[id]
	if m == nil {
		// The real server gives no message key here.
		return failure("", "Meeting with id ["+id+"] not found.")
	}
	m.documents = append(m.documents, names...)
	return done{withMessage("", "Presentation is being uploaded")}
}
