package bbbtest

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// answer is what a call leads to.
type answer interface {
	send(w http.ResponseWriter, r *http.Request)
}

// header is what every XML answer begins with. Answers embed it.
type header struct {
	XMLName    xml.Name `xml:"response"`
	ReturnCode string   `xml:"returncode"`
	MessageKey string   `xml:"messageKey,omitempty"`
	Message    string   `xml:"message,omitempty"`
	// Future is an element that no client knows: new versions bring such, and a client has to skip them.
	Future future `xml:"futureElement"`
}

type future struct {
	Version int    `xml:"version,attr"`
	Inner   string `xml:"inner>innermost"`
}

// succeeded returns the header of a success.
func succeeded() header { return header{ReturnCode: "SUCCESS"} }

// withMessage returns the header of a success with a message.
func withMessage(key, message string) header {
	return header{ReturnCode: "SUCCESS", MessageKey: key, Message: message}
}

// failed is the answer to a call that could not be carried out.
type failed struct{ header }

func failure(key, message string) *failed {
	return &failed{header{ReturnCode: "FAILED", MessageKey: key, Message: message}}
}

func (f *failed) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, f) }

// sendXML writes an XML answer.
func sendXML(w http.ResponseWriter, body any) {
	// Marshalling the types of this package fails for no value of theirs.
	text, err := xml.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml;charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(text)
}

// redirection sends a browser on.
type redirection string

func (to redirection) send(w http.ResponseWriter, _ *http.Request) {
	// http.Redirect would make a relative path of some addresses and write a page with the address in it.
	w.Header().Set("Location", string(to))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusFound)
}

// refusal sends a person who may not join to an address, with the reason in the parameter "errors", also when XML was
// asked for. Without an address it is a page of our own.
func refusal(to string, f *failed) answer {
	u, err := url.Parse(to)
	if err != nil || !webAddress(to) {
		u = &url.URL{Path: clientPath + "left"}
	}
	reasons, err := json.Marshal([]map[string]string{{"key": f.MessageKey, "message": f.Message}})
	if err != nil {
		return f
	}
	parts := slices.DeleteFunc([]string{u.RawQuery, "errors=" + url.QueryEscape(string(reasons))},
		func(part string) bool { return part == "" })
	u.RawQuery = strings.Join(parts, "&")
	return redirection(u.String())
}

// webAddress reports whether an address is one that a browser can be sent to.
func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// metadata is an element whose children are named by the meta parameters of create.
type metadata map[string]string

// MarshalXML writes the children in the order of their names.
func (m metadata) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := e.EncodeElement(m[name], xml.StartElement{Name: xml.Name{Local: name}}); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}
