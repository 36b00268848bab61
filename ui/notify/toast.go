package notify

import (
	"encoding/xml"
	"fmt"
)

// toast is a notification as Windows reads it: the toast schema of Windows 10.
type toast struct {
	XMLName xml.Name `xml:"toast"`
	toastClick
	Binding toastBinding  `xml:"visual>binding"`
	Actions []toastAction `xml:"actions>action,omitempty"`
	Audio   toastAudio    `xml:"audio"`
}

// toastClick says what a click on the notification itself opens.
type toastClick struct {
	ActivationType string `xml:"activationType,attr"`
	Launch         string `xml:"launch,attr"`
}

type toastBinding struct {
	Template string   `xml:"template,attr"`
	Texts    []string `xml:"text"`
}

type toastAction struct {
	ActivationType string `xml:"activationType,attr"`
	Content        string `xml:"content,attr"`
	Arguments      string `xml:"arguments,attr"`
}

type toastAudio struct {
	Silent bool `xml:"silent,attr"`
}

// byLink is what Windows calls opening a link. It is the one way that needs no COM server.
const byLink = "protocol"

// toastXML returns the notification for Windows. Its buttons open links that hold the secret.
func toastXML(n Notification, secret string) (string, error) {
	link := func(key string) string { return answerLink + secret + "/" + key }
	t := toast{
		toastClick: toastClick{byLink, link(Clicked)},
		Binding:    toastBinding{"ToastGeneric", []string{n.Title, n.Body}},
		Audio:      toastAudio{Silent: true}, // The app rings itself, or was told not to.
	}
	for _, a := range n.Actions {
		t.Actions = append(t.Actions, toastAction{byLink, a.Label, link(a.Key)})
	}
	text, err := xml.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("write a notification: %w", err)
	}
	return string(text), nil
}
