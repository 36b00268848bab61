package meeting

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"foyer/client/bbb"
)

const (
	// maxParameter is the longest value of a parameter, in characters. All of a call stands in one address.
	maxParameter = 1000
	// maxParameters is how many parameters one level may have for one call.
	maxParameters = 50
	// maxCount is the largest number that a parameter may be.
	maxCount = 1_000_000
)

// call is one of BigBlueButton's calls, as far as settings reach it.
type call struct {
	// namespace is the name of the settings' JSON object.
	namespace string
	kinds     map[string]bbb.Kind
	// own are the parameters that Foyer sets itself, with what to do instead.
	own map[string]string
	// prefixes are those of parameters with free names, and the form of these names.
	prefixes map[string]*regexp.Regexp
}

func createCall() call {
	const breakout = "BigBlueButton makes breakout rooms itself"
	return call{
		namespace: "create", kinds: bbb.CreateParameters(),
		own: map[string]string{
			"meetingID": "each meeting has its own", "name": "it is the meeting's name", "checksum": "Foyer signs the calls",
			"attendeePW": "Foyer makes it up", "moderatorPW": "Foyer makes it up",
			"guestPolicy": `use the setting "guest_policy"`, "record": `use the setting "record"`, "welcome": `use the setting "welcome"`,
			"muteOnStart": `use the setting "mute_on_start"`, "loginURL": "it is the guest link", "logoutURL": "it is a page of Foyer's",
			"isBreakout": breakout, "parentMeetingID": breakout, "sequence": breakout, "freeJoin": breakout,
		},
		prefixes: map[string]*regexp.Regexp{
			bbb.MetaPrefix:   regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`),
			bbb.PluginPrefix: regexp.MustCompile(`^[A-Za-z0-9_-]+$`),
		},
	}
}

func joinCall() call {
	const perPerson = "it is another one for each person"
	return call{
		namespace: "join", kinds: bbb.JoinParameters(),
		own: map[string]string{
			"meetingID": "each meeting has its own", "checksum": "Foyer signs the calls", "createTime": "each run has its own",
			"role": `use the setting "all_moderators", or a personal link with a role`, "password": `use the setting "all_moderators"`,
			"guest": "Foyer knows who is one", "auth": "Foyer knows who is signed in", "redirect": "people are sent straight in",
			"logoutURL": "it is a page of Foyer's", "errorRedirectUrl": "it is a page of Foyer's",
			"fullName": perPerson, "userID": perPerson, "firstName": perPerson, "lastName": perPerson, "bot": perPerson,
			"existingUserID": perPerson, "replaceSessionToken": perPerson, "sessionName": perPerson,
		},
		prefixes: map[string]*regexp.Regexp{bbb.UserDataPrefix: regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)},
	}
}

// ownMeta begins the names of metadata that Foyer sets itself, in lower case as BigBlueButton keeps them.
const ownMeta = bbb.MetaPrefix + "foyer-"

// check returns what is wrong with the parameters, each by its name.
func (c call) check(parameters map[string]string) SettingErrors {
	var wrong SettingErrors
	if len(parameters) > maxParameters {
		wrong.add(c.namespace, "there are more than %d parameters", maxParameters)
		return wrong
	}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		key := fmt.Sprintf("%s.%.60s", c.namespace, name)
		kind, reason := c.kindOf(name)
		if reason == "" {
			reason = checkParameter(name, parameters[name], kind)
		}
		if reason != "" {
			wrong.add(key, "%s", reason)
		}
	}
	return wrong
}

// kindOf returns what the values of a parameter look like, or why it cannot be set.
func (c call) kindOf(name string) (kind bbb.Kind, reason string) {
	if instead, own := c.own[name]; own {
		return "", "cannot be set here: " + instead
	}
	if kind, known := c.kinds[name]; known {
		return kind, ""
	}
	for prefix, form := range c.prefixes {
		if free, ok := strings.CutPrefix(name, prefix); ok && form.MatchString(free) {
			if strings.HasPrefix(strings.ToLower(name), ownMeta) {
				return "", "cannot be set here: names that begin with " + ownMeta + " are Foyer's"
			}
			return bbb.KindText, ""
		}
	}
	for known := range c.kinds {
		if strings.EqualFold(known, name) {
			return "", fmt.Sprintf("is unknown to BigBlueButton; %q is known", known)
		}
	}
	return "", "is unknown to BigBlueButton"
}

var listForm = regexp.MustCompile(`^[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*$`)

// checkParameter returns why a parameter cannot have a value, empty if it can. The empty value takes away what is inherited.
func checkParameter(name, value string, kind bbb.Kind) string {
	if value == "" {
		return ""
	}
	if reason := checkText(value, maxParameter); reason != "" {
		return reason
	}
	ok := true
	switch kind {
	case bbb.KindBool:
		ok = value == "true" || value == "false"
	case bbb.KindNumber, bbb.KindMinutes:
		n, err := strconv.Atoi(value)
		ok = err == nil && n >= 0 && n <= maxCount && strconv.Itoa(n) == value
	case bbb.KindList:
		ok = listForm.MatchString(value)
	case bbb.KindJSON:
		ok = json.Valid([]byte(value))
	}
	if !ok {
		return fmt.Sprintf("must be %s, not %.40q", kind, value)
	}
	if isAddress(name) && !isWebAddress(value) {
		return fmt.Sprintf("must be an address with https:// or http://, not %.40q", value)
	}
	return ""
}

// isAddress reports whether the values of a parameter are addresses.
func isAddress(name string) bool {
	switch name {
	case "logo", "darklogo", "preUploadedPresentation":
		return true
	}
	return strings.HasSuffix(strings.ToLower(name), "url") && !strings.Contains(name, "_") && !strings.Contains(name, "-")
}

// checkText returns why a text cannot be kept, empty if it can.
func checkText(text string, longest int) string {
	switch {
	case !utf8.ValidString(text):
		return "is no text in UTF-8"
	case utf8.RuneCountInString(text) > longest:
		return fmt.Sprintf("is longer than %d characters", longest)
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }):
		return "has control characters"
	}
	return ""
}
