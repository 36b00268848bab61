package bbbtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

func TestMeetingThatNobodyJoinsExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSimulator()
		call(t, s, "create", "name=Choir&meetingID=choir")
		call(t, s, "create", "name=Board&meetingID=board&meetingExpireIfNoUserJoinedInMinutes=10")
		call(t, s, "create", "name=Club&meetingID=club")
		enter(t, s, "meetingID=club&fullName=Mo&role=MODERATOR")
		<-time.After(5*time.Minute - time.Second)
		has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "SUCCESS")
		<-time.After(time.Second)
		has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "notFound")
		has(t, call(t, s, "getMeetings", "x=1"), "board", "club")
	})
}

func TestMeetingEndsAMinuteAfterTheLastOneLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSimulator()
		call(t, s, "create", "name=Choir&meetingID=choir")
		_, address := enter(t, s, "meetingID=choir&fullName=Mo&role=MODERATOR")
		<-time.After(time.Hour)
		ask(t, s, strings.Replace(address, "?", "leave?", 1))
		has(t, call(t, s, "isMeetingRunning", "meetingID=choir"), "<running>true</running>")
		<-time.After(time.Minute)
		has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "notFound")
	})
}

func TestClosedPageCountsAsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bbbtest.New(bbbtest.Options{Secret: secret, GoneAfter: 30 * time.Second})
		call(t, s, "create", "name=Choir&meetingID=choir")
		_, mo := enter(t, s, "meetingID=choir&fullName=Mo&role=MODERATOR")
		_, ana := enter(t, s, "meetingID=choir&fullName=Ana&role=VIEWER&guest=true")
		<-time.After(20 * time.Second)
		ask(t, s, mo)
		<-time.After(10 * time.Second)
		has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "<participantCount>1</participantCount>")
		has(t, body(t, ask(t, s, ana)), "You are in the meeting", "Mo")
		has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "<participantCount>2</participantCount>")
	})
}

func TestDurationEndsTheMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSimulator()
		call(t, s, "create", "name=Choir&meetingID=choir&duration=60")
		_, address := enter(t, s, "meetingID=choir&fullName=Mo&role=MODERATOR")
		<-time.After(time.Hour)
		if resp := ask(t, s, address); resp.StatusCode != http.StatusNotFound {
			t.Errorf("status %d after the end", resp.StatusCode)
		}
	})
}

func TestEndedMeetingCanBeCreatedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSimulator()
		c, err := bbb.New(bbb.Config{URL: "https://bbb.example.org", Secret: secret,
			HTTPClient: &http.Client{Transport: s.Transport()}})
		if err != nil {
			t.Fatal(err)
		}
		p := bbb.CreateParams{MeetingID: "choir", Name: "Choir", ModeratorPW: "one"}
		first, err := c.Create(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		_, address := enter(t, s, "meetingID=choir&fullName=Mo&role=MODERATOR")
		if err := c.End(t.Context(), "choir", ""); err != nil {
			t.Fatal(err)
		}
		has(t, body(t, ask(t, s, address)), "The meeting is over")
		p.ModeratorPW = "two"
		second, err := c.Create(t.Context(), p)
		if err != nil || second.Duplicate || second.CreateTime <= first.CreateTime {
			t.Errorf("first %+v, second %+v, %v", first, second, err)
		}
		key, _ := refused(t, ask(t, s, signed("join",
			fmt.Sprintf("meetingID=choir&fullName=Ana&role=VIEWER&createTime=%d", first.CreateTime))))
		if key != "mismatchCreateTimeParam" {
			t.Errorf("a join of the first run was refused with %q", key)
		}
		has(t, body(t, ask(t, s, address)), "The meeting is over")
	})
}

func TestManyPeopleAtOnce(t *testing.T) {
	s := newSimulator()
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			call(t, s, "create", "name=Choir&meetingID=choir&moderatorPW=mp&attendeePW=ap")
			resp := ask(t, s, signed("join", fmt.Sprintf("meetingID=choir&fullName=Guest+%d&role=VIEWER&guest=true", i)))
			ask(t, s, resp.Header.Get("Location"))
			s.SetFault(bbbtest.NoFault)
			s.Calls()
		})
	}
	all.Wait()
	has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "<participantCount>50</participantCount>")
}
