package main_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestOffersToUndoLeaveAPhoneItsScreen has a moderator with a small phone decide three times in a row.
func TestOffersToUndoLeaveAPhoneItsScreen(t *testing.T) {
	t.Parallel()
	for _, l := range []struct {
		name, languages string
		dark            bool
	}{
		{"English", "en", false}, {"German in the dark", "de", true},
	} {
		t.Run(l.name, func(t *testing.T) {
			s := startServer(t)
			ben := newBrowser(t, s)
			ben.speaks(l.languages)
			ben.wears(360, 740, l.dark)
			ben.opensDesk(s)
			ben.isLive()
			ben.hasHeadOfTwoLines()
			names := []string{"Ana López", "Maximiliane von und zu Hohenlohe-Schillingsfürst", "Dan", "Eve"}
			for i, name := range names {
				knock(t, s.link, name)
				ben.until(name+" waits", fmt.Sprintf("document.querySelectorAll('#guests > li').length === %d", i+1))
			}
			for i, name := range names[:3] {
				ben.clicks(press(name, "deny"))
				ben.until("offered to undo", fmt.Sprintf("document.querySelectorAll('#fresh > li').length === %d", i+1))
			}
			// All at once, since the offers go after some seconds.
			seen := valueOf[offers](ben, `(() => {
				const list = document.getElementById("fresh"), {left, top} = list.getBoundingClientRect();
				const first = () => document.elementFromPoint(left + 30, top + 20).closest("#fresh li").textContent;
				const newest = first();
				list.querySelector("li:last-child button").scrollIntoView({behavior: "instant"});
				const oldest = first();
				list.scrollTop = 0;
				return {covered: innerHeight - top, newest, oldest};
			})()`)
			ben.picture("three offers")
			if seen.Covered > 110 || !strings.Contains(seen.Newest, "Dan") || !strings.Contains(seen.Oldest, "Ana López") {
				t.Errorf("three offers cover %g pixels; on top is %q and, scrolled down, %q", seen.Covered, seen.Newest, seen.Oldest)
			}
		})
	}
}

// offers are how the offers to undo are seen.
type offers struct {
	// Covered is how much of the screen they take, in pixels.
	Covered float64
	// Newest is what is read on top, and Oldest once they are scrolled to their end.
	Newest, Oldest string
}

// hasHeadOfTwoLines checks that nothing but the name of the program stands over the links at the top.
func (b *browser) hasHeadOfTwoLines() {
	b.t.Helper()
	if lines := valueOf[int](b, "new Set([...document.querySelectorAll('nav > *')].map((e) => Math.round(e.getBoundingClientRect().bottom / 16))).size"); lines > 1 {
		b.picture("head")
		b.t.Errorf("the links at the top take %d lines", lines)
	}
}
