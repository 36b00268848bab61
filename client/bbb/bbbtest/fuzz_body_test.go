package bbbtest

import "testing"

// FuzzBody looks for the body of a call that makes the simulator crash, or that it takes in without a name.
func FuzzBody(f *testing.F) {
	f.Add("application/xml", []byte(`<modules><module name="presentation"><document url="https://a.example/b.pdf"/></module></modules>`))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ntext\r\n--x--"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		r := &request{contentType: contentType, body: body}
		if names, bad := documents(r); bad != nil && names != nil {
			t.Errorf("%q beside %v", names, bad.MessageKey)
		}
		if len(uploaded(r)) > len(body) {
			t.Error("more was uploaded than came")
		}
	})
}
