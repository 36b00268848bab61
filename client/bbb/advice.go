package bbb

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"syscall"
)

// The codes of Advice. They are stable, so that an app can have sentences of its own in each language.
const (
	CodeInvalid     = "bbb_invalid"      // parameters or configuration are wrong
	CodeTimeout     = "bbb_timeout"      // no answer in time
	CodeUnknownHost = "bbb_unknown_host" // the name has no address
	CodeRefused     = "bbb_refused"      // nobody listens at the address
	CodeUnreachable = "bbb_unreachable"  // no answer for another reason
	CodeMaintenance = "bbb_maintenance"  // the server says that it is being worked on
	CodeGateway     = "bbb_gateway"      // a gateway answers in its place
	CodeNoTLS       = "bbb_no_tls"       // it does not speak TLS
	CodeCertificate = "bbb_certificate"  // nobody known has signed its certificate
	CodeWrongName   = "bbb_wrong_name"   // its certificate is that of another name
	CodeOutdated    = "bbb_outdated"     // its certificate is not valid at this time
	CodeClock       = "bbb_clock"        // the clocks are far apart
	CodeNotBBB      = "bbb_not_bbb"      // something else answers
	CodeNoCall      = "bbb_no_call"      // the server does not know the call
	CodeSecret      = "bbb_secret"       // secret or hash are not accepted
	CodeNotFound    = "bbb_not_found"    // no such meeting, recording or hook
	CodeTaken       = "bbb_taken"        // the meeting ID is taken
	CodeEnded       = "bbb_ended"        // the meeting was ended
	CodeDenied      = "bbb_denied"       // the guest policy lets nobody in
	CodeFull        = "bbb_full"         // the meeting is full
	CodeOtherRun    = "bbb_other_run"    // the way in belongs to an earlier run
	CodeNoServer    = "bbb_no_server"    // no server with this tag, or none at all
	CodeGivenUp     = "bbb_given_up"     // the caller gave up
	CodeFailed      = "bbb_failed"       // the server says no for another reason
)

// Advice returns what a person needs to know about a failed call: a stable code, and a sentence in English that says what
// happened and what to do. Both are empty for nil. The cause belongs in the log.
func Advice(err error) (code, sentence string) {
	if err == nil {
		return "", ""
	}
	code = codeOf(err)
	return code, sentences()[code]
}

// codeOf finds the code of a failure.
func codeOf(err error) string {
	for _, k := range []struct {
		kind error
		code string
	}{
		{ErrClock, CodeClock}, {ErrNoServer, CodeNoServer}, {ErrInvalid, CodeInvalid}, {ErrChecksum, CodeSecret},
		{ErrNotFound, CodeNotFound}, {ErrIDTaken, CodeTaken}, {ErrEnded, CodeEnded}, {ErrDenied, CodeDenied},
		{ErrFull, CodeFull}, {ErrOtherRun, CodeOtherRun},
	} {
		if errors.Is(err, k.kind) {
			return k.code
		}
	}
	switch {
	case errors.Is(err, ErrUnreachable):
		return codeOfSilence(err)
	case errors.Is(err, ErrNotBBB):
		return codeOfStranger(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return CodeGivenUp
	}
	return CodeFailed
}

// codeOfSilence finds the code of a server that did not answer.
func codeOfSilence(err error) string {
	switch statusOf(err) {
	case http.StatusServiceUnavailable:
		return CodeMaintenance
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return CodeGateway
	}
	if code := codeOfTLS(err); code != "" {
		return code
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return CodeUnknownHost
	}
	timeout, isNet := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return CodeRefused
	case errors.Is(err, context.DeadlineExceeded), isNet && timeout.Timeout():
		return CodeTimeout
	}
	return CodeUnreachable
}

// codeOfTLS finds the code of a connection that could not be made secure, empty if that is not the cause.
func codeOfTLS(err error) string {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return CodeNoTLS
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return CodeWrongName
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return CodeOutdated
	}
	_, verification := errors.AsType[*tls.CertificateVerificationError](err)
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	if verification || unknown {
		return CodeCertificate
	}
	return ""
}

// codeOfStranger finds the code of an answer that BigBlueButton does not give.
func codeOfStranger(err error) string {
	e, ok := errors.AsType[*Error](err)
	if ok && e.Call != "version" && (e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed) {
		return CodeNoCall
	}
	return CodeNotBBB
}

// statusOf returns the HTTP status of a failure, 0 if there was no answer.
func statusOf(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Status
	}
	return 0
}

// sentences returns what to tell a person, by code.
func sentences() map[string]string {
	return map[string]string{
		CodeInvalid:     "The settings for BigBlueButton are not right: check address, secret and the meeting's settings.",
		CodeTimeout:     "The BigBlueButton server takes too long to answer: try again in a minute, and check your network if it stays so.",
		CodeUnknownHost: "There is no server of this name: check the address of the BigBlueButton server, and that you are online.",
		CodeRefused:     "Nothing answers at the address of the BigBlueButton server: check address and port, or ask its operator whether it runs.",
		CodeUnreachable: "The BigBlueButton server cannot be reached: check its address and your network, then try again.",
		CodeMaintenance: "The BigBlueButton server is being worked on: try again in some minutes, or ask its operator when it is back.",
		CodeGateway:     "The gateway before the BigBlueButton server gets no answer from it: try again in a minute, or tell its operator.",
		CodeNoTLS:       "The server does not speak https at this address: check the port, or whether the address begins with http://.",
		CodeCertificate: "The server's certificate comes from nobody that this computer trusts: ask its operator for a valid certificate.",
		CodeWrongName:   "The server's certificate belongs to another name: use the name in the certificate, or ask its operator.",
		CodeOutdated:    "The server's certificate is not valid today: check this computer's clock, and if it is right, tell the server's operator.",
		CodeClock:       "The clocks of this computer and the BigBlueButton server are far apart: set this computer's clock, or tell the server's operator.",
		CodeNotBBB:      "There is no BigBlueButton at this address: it looks like https://bbb.example.org/bigbluebutton/.",
		CodeNoCall: "The server does not know this request: check that the address ends with /bigbluebutton/, " +
			"or ask the operator for a newer BigBlueButton.",
		CodeSecret:   "The BigBlueButton server does not accept the shared secret: copy it anew from “bbb-conf --secret”, and set the hash to auto.",
		CodeNotFound: "The BigBlueButton server does not know it, or no longer: start the meeting anew, or reload the list.",
		CodeTaken:    "Another meeting has this ID already: end it, or choose another ID.",
		CodeEnded:    "The meeting was ended: wait a minute, then start it anew.",
		CodeDenied:   "This meeting lets no guests in: ask whoever invited you.",
		CodeFull:     "The meeting is full: try again when someone has left.",
		CodeOtherRun: "The meeting has begun anew since: go back and enter again.",
		CodeNoServer: "There is no BigBlueButton server free for this meeting: try again in a minute, or ask the operator for another server.",
		CodeGivenUp:  "The request to the BigBlueButton server was given up: try again.",
		CodeFailed:   "The BigBlueButton server refused: try again, and show its message to the operator if it stays so.",
	}
}
