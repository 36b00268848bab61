package rest

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"unicode/utf8"

	"foyer/client/portal"
)

// maxDetail is the longest sentence in bytes that is taken over from a server.
const maxDetail = 500

// maxWrong is how many wrong settings are taken over at most.
const maxWrong = 100

// refusal reads an error answer. The portal's own routes answer application/problem+json with "code" and "detail", those that
// it has from OpenTalk answer "code" and "message".
func (c *Client) refusal(status int, kind string, answer []byte) error {
	var body struct {
		Code    string `json:"code"`
		Detail  string `json:"detail"`
		Message string `json:"message"`

		Errors []portal.WrongSetting `json:"errors"`
	}
	if !isJSON(kind) || json.Unmarshal(answer, &body) != nil || body.Code == "" || len(body.Code) > 64 {
		return c.withoutReason(status)
	}
	e := &portal.Error{Code: body.Code, Status: status, Detail: cmp.Or(body.Detail, body.Message)}
	for _, wrong := range body.Errors[:min(len(body.Errors), maxWrong)] {
		if len(wrong.Key) <= maxDetail && len(wrong.Reason) <= maxDetail {
			e.Wrong = append(e.Wrong, wrong)
		}
	}
	if len(e.Detail) > maxDetail || !utf8.ValidString(e.Detail) {
		e.Detail = http.StatusText(status)
	}
	switch {
	case status == http.StatusUnauthorized && (e.Code == CodeSignedOut || e.Code == "unauthorized"):
		e.Code = CodeSignedOut
		return fmt.Errorf("%w: %w", portal.ErrSignedOut, e)
	case status == http.StatusNotFound && e.Code == "not_found":
		e.Code = CodeUnknownMeeting
	}
	return e
}

// withoutReason is for an error answer that the portal did not write: a proxy's before it, or another program's.
func (c *Client) withoutReason(status int) error {
	switch status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusTooManyRequests:
		return &portal.Error{Code: CodeUnavailable, Status: status, Detail: "The server is busy or starting. Try again in a moment."}
	}
	return c.foreign(status)
}

// foreign says that another program answers.
func (c *Client) foreign(status int) error {
	return &portal.Error{Code: c.Kind.Code, Status: status, Detail: c.Kind.Detail}
}

func moved(status int, to *url.URL) error {
	address := (&url.URL{Scheme: to.Scheme, Host: to.Host}).String()
	return &portal.Error{Code: CodeMoved, Status: status, Detail: fmt.Sprintf("The server has moved to %.200s. Use that address.", address)}
}

// unreachable says why there was no answer. The cause stays in the error for the log.
func unreachable(server *url.URL, err error) error {
	e := &portal.Error{
		Code:   CodeUnreachable,
		Detail: fmt.Sprintf("%.200s does not answer. Check the address and the network.", server.Host),
	}
	switch {
	case isNoCertificate(err):
		e.Code = CodeCertificate
		e.Detail = fmt.Sprintf("The certificate of %.200s is not trusted. Ask whoever runs the server.", server.Host)
	case isNoHTTPS(err):
		e.Code = CodeNoHTTPS
		e.Detail = fmt.Sprintf("%.200s does not speak https. Check the port, or put http:// before the address.", server.Host)
	case isUnknownHost(err):
		e.Code = CodeUnknownHost
		e.Detail = fmt.Sprintf("There is no server called %.200s. Check the address.", server.Hostname())
	case errors.Is(err, context.DeadlineExceeded):
		e.Detail = fmt.Sprintf("%.200s takes too long to answer. Try again in a moment.", server.Host)
	}
	return fmt.Errorf("%w (%w)", e, err)
}

func isNoCertificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

func isNoHTTPS(err error) bool {
	_, ok := errors.AsType[tls.RecordHeaderError](err)
	return ok || errors.Is(err, http.ErrSchemeMismatch)
}

func isUnknownHost(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}
