package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

func TestRecordedMeetingNeedsConsent(t *testing.T) {
	h := newHouse(t)
	h.record("", "")
	ana := h.browser(t)
	ana.get(link).with(`name="consent"`, "I agree that my voice").without(" checked")
	ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please agree to the recording.", `value="Ana"`)
	ana.post(link, url.Values{"consent": {meeting.OwnWords}}).with("Please enter your name.", " checked").without("Please agree")

	ana.post(link, url.Values{"name": {"Ana"}, "consent": {meeting.OwnWords}}).at(http.StatusOK, waiting)
	if g := h.only(t); g.ConsentAt.IsZero() || g.ConsentVersion != meeting.OwnWords {
		t.Errorf("the consent that was kept is to %q at %v", g.ConsentVersion, g.ConsentAt)
	}
	if len(h.consents) != 1 || h.consents[0].Kind != meeting.ToRecording || h.consents[0].GuestID != h.only(t).ID ||
		!strings.HasPrefix(h.consents[0].Notice.Text, "This meeting is recorded.") {
		t.Errorf("the record of the consent is %+v", h.consents)
	}
	ana.post(link+"/leave", nil).with(`value="Ana"`, " checked")
}

func TestConsentIsToTheWordsThatWereShown(t *testing.T) {
	h := newHouse(t)
	h.record("We put it on our site.", "1")
	ana := h.browser(t)
	ana.get(link).with("We put it on our site.", `value="1"`)
	h.record("We put it on our site and on the radio.", "2")
	ana.post(link, url.Values{"name": {"Ana"}, "consent": {"1"}}).
		at(http.StatusUnprocessableEntity, link).with("on the radio", "Please agree").without(" checked")
	ana.post(link, url.Values{"name": {"Ana"}, "consent": {"2"}}).at(http.StatusOK, waiting)
	if got := h.consents[0].Notice; got.Version != "2" || got.Text != "We put it on our site and on the radio." {
		t.Errorf("the consent that was kept is to %+v", got)
	}
	// The next time the tick is there, until the words change.
	ana.post(link+"/leave", nil).with(" checked")
	h.record("We sell it.", "3")
	ana.get(link).without(" checked")
}

// TestGuestAgreesToWhatIsAskedForByNow has the meeting be recorded after the guest has knocked, and the words change after that.
func TestGuestAgreesToWhatIsAskedForByNow(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana").at(http.StatusOK, waiting)
	h.only(t).State = lobby.Allowed
	for _, version := range []string{"1", "2"} {
		h.record("We put it on our site.", version)
		ana.get(waiting).at(http.StatusOK, waiting).with("We put it on our site.", `value="Ana"`, "straight in").without(" checked")
		ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please agree to the recording.")
		ana.post(link, url.Values{"name": {"Ana"}, "consent": {version}}).at(http.StatusOK, link)
		ana.get(waiting).at(http.StatusOK, "/join").with("inside the meeting")
	}
	h.only(t)
}

func TestTermsOfUseAreAskedForWhereThePortalHasSome(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.get(link).without("terms of use")
	h.meeting.Effective.Terms.Value = meeting.Notice{Version: "7"}
	ana.get(link).without("terms of use")
	h.meeting.Effective.Terms.Value = meeting.Notice{Version: "7", Text: "Be <kind>.", URL: "https://example.org/terms"}
	ana.get(link).with("terms of use", "Be &lt;kind&gt;.", `href="https://example.org/terms"`).without(" checked")
	ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please accept the terms of use.")
	ana.post(link, url.Values{"name": {"Ana"}, "terms": {"7"}}).at(http.StatusOK, waiting)
	if len(h.consents) != 1 || h.consents[0].Kind != meeting.ToTerms || h.consents[0].Notice.Text != "Be <kind>." {
		t.Errorf("the record is %+v", h.consents)
	}
}

func TestGuestSeesTakesAndDeletesItsData(t *testing.T) {
	h := newHouse(t)
	h.record("", "")
	ana := h.browser(t)
	ana.get(link + "/mine").with("Nothing is kept of you")
	ana.post(link, url.Values{"name": {"Ana <b>"}, "consent": {meeting.OwnWords}})
	ana.get(link+"/mine").with("Ana &lt;b&gt;", "Sunday 1 March 2026, 18:00 UTC", "Agreed to the recording")
	file := ana.get(link+"/mine.json").at(http.StatusOK, link+"/mine.json").with(`"name": "Ana \u003cb\u003e"`, `"to": "recording"`)
	if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is shown: %v", file.header)
	}
	h.browser(t).get(link + "/mine").with("Nothing is kept of you")
	ana.post(link+"/erase", nil).at(http.StatusOK, link+"/mine").with("is deleted")
	if len(h.guests) != 0 {
		t.Error("the guest is still there")
	}
	ana.get(link).with(`name="name" value=""`)
}

// TestErasingIsNoWayAroundABlock has a guest who was blocked, and one who was not, delete all that is kept and knock again.
func TestErasingIsNoWayAroundABlock(t *testing.T) {
	for _, blocked := range []bool{true, false} {
		h := newHouse(t)
		ana := h.browser(t)
		ana.knock("Ana")
		device := h.knocks[0].Device
		h.blocks = []lobby.Block{{Device: "another"}}
		if blocked {
			h.blocks = append(h.blocks, lobby.Block{Device: device})
		}
		ana.post(link+"/erase", nil).with("is deleted")
		ana.knock("Somebody else")
		if again := h.knocks[1].Device; device == "" || (again == device) != blocked {
			t.Errorf("blocked %t: the device was %q and is %q", blocked, device, again)
		}
	}
}

func TestPrivacyPageSaysWhatIsSet(t *testing.T) {
	h := newHouse(t)
	server := httptest.NewServer(h.handler(t, Options{}))
	t.Cleanup(server.Close)
	ana := h.browser(t)
	ana.get("/privacy").at(http.StatusOK, "/privacy").with("deleted after 30 days", "24 hours", "180 days")
}
