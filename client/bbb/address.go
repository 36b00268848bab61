package bbb

import (
	"fmt"
	"net/url"
	"strings"
)

// parseAddress returns the address of the API, without a slash at its end.
func parseAddress(address string) (url.URL, error) {
	address = strings.TrimSpace(address)
	if address == "" {
		return url.URL{}, fmt.Errorf("%w: it is empty", ErrInvalid)
	}
	u, err := url.Parse(address)
	if err != nil {
		// The error of url.Parse repeats the address, in which someone may have put a password.
		return url.URL{}, fmt.Errorf("%w: it is no URL", ErrInvalid)
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return url.URL{}, fmt.Errorf("%w: it must begin with https://", ErrInvalid)
	case u.Hostname() == "":
		return url.URL{}, fmt.Errorf("%w: it names no host", ErrInvalid)
	case u.User != nil:
		return url.URL{}, fmt.Errorf("%w: it must not contain a user or a password", ErrInvalid)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return url.URL{}, fmt.Errorf("%w: it must end with the path, without ? or #", ErrInvalid)
	}
	path, err := apiPath(u.Path)
	if err != nil {
		return url.URL{}, err
	}
	return url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}, nil
}

// apiPath completes the path of a server to that of its API. What stands before /bigbluebutton is kept, since some
// servers stand behind a prefix.
func apiPath(path string) (string, error) {
	path = strings.TrimRight(path, "/")
	switch {
	case path == "":
		return "/bigbluebutton/api", nil
	case strings.HasSuffix(path, "/bigbluebutton"):
		return path + "/api", nil
	case strings.HasSuffix(path, "/api"):
		return path, nil
	}
	return "", fmt.Errorf("%w: its path must end with /bigbluebutton or /bigbluebutton/api, not with %.80q", ErrInvalid, path)
}
