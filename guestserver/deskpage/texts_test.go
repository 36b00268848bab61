package deskpage_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"foyer/assets"
	"foyer/guestserver/lobby"
)

// noText is what stands in a page when a text, or what it is filled with, is missing.
var noText = regexp.MustCompile(`desk\.[a-z]+[a-z._]*\b|app\.name|<no value>|%!|\{\{`)

func TestEveryPageHasItsTextsInEachLanguage(t *testing.T) {
	h := newHouse(t)
	ana, dan := h.knocks("Ana"), h.knocks("Ben")
	ben := h.as("ben")
	ben.post(choir+"/rename", "guest", dan.ID, "name", "Dan")
	ben.post(choir+"/say", "text", "Hello")
	ben.post(choir+"/block", "guest", ana.ID)
	ben.post(choir+"/remember", "decision", "allow")
	for _, tag := range []string{"en", "de"} {
		ben.language = tag
		pages := map[string]seen{
			"sign-in": (&browser{house: h, client: http.DefaultClient, language: tag}).get("/desk"),
			"unknown": ben.get("/desk/" + bandID),
			"late":    ben.post(choir+"/decide", "allow", ana.ID),
		}
		for _, path := range []string{"/desk", "/desk?q=x", "/desk/devices", choir, choir + "/everyone", choir + "/guests/" + ana.ID, choir + "/guests/" + dan.ID} {
			pages[path] = ben.get(path)
		}
		for name, page := range pages {
			if found := noText.FindString(tags.ReplaceAllString(page.body, "")); found != "" {
				t.Errorf("%s in %s shows %q", name, tag, found)
			}
			if !strings.Contains(page.body, `<html lang="`+tag+`">`) {
				t.Errorf("%s is not in %s", name, tag)
			}
			if strings.Count(page.body, "<h1") != 1 {
				t.Errorf("%s has not one heading", name)
			}
		}
	}
}

var usedKey = regexp.MustCompile(`"(desk\.[a-z_.]*[a-z])"`)

func TestEveryTextIsUsedAndEveryUsedTextIsThere(t *testing.T) {
	english, err := assets.Keys(language.English)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range usedKey.FindAllStringSubmatch(string(data), -1) {
				used[m[1]] = true
			}
		}
	}
	// These keys are put together.
	for _, a := range []lobby.Action{
		lobby.ActionAllow, lobby.ActionDeny, lobby.ActionRemember, lobby.ActionUndo, lobby.ActionRename, lobby.ActionSay, lobby.ActionBlock,
		lobby.ActionUnblock, lobby.ActionShowQueue, lobby.ActionRules, lobby.ActionSendBack, lobby.ActionKick, lobby.ActionDebrief, lobby.ActionEnd,
	} {
		used["desk.log."+string(a)] = true
	}
	for _, v := range []lobby.Verdict{lobby.Allow, lobby.Deny} {
		for _, prefix := range []string{"desk.log.remember.", "desk.remembered.", "desk.policy."} {
			used[prefix+string(v)] = true
		}
	}
	for _, f := range []lobby.Flag{lobby.LooksLikeModerator, lobby.SameName, lobby.DeniedBefore} {
		used["desk.flag."+string(f)] = true
	}
	for _, s := range []lobby.State{lobby.Gone, lobby.Left, lobby.Denied} {
		used["desk.guest.state."+string(s)] = true
	}
	used["desk.log.say.back"] = true
	for key := range used {
		if english[key] == nil && key != "desk.css" && key != "desk.js" {
			t.Errorf("%q is used, but there is no such text", key)
		}
	}
	for key := range english {
		if strings.HasPrefix(key, "desk.") && !used[key] {
			t.Errorf("%q is not used", key)
		}
	}
}
