package notify

import (
	"encoding/xml"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// powerShell is a PowerShell that notes what it is told.
type powerShell struct {
	told   []string
	fails  error
	paused chan struct{} // If set, a script waits until it is closed.
}

func (p *powerShell) run(script string, env ...string) error {
	if p.paused != nil {
		<-p.paused
	}
	word := "show"
	if script == withdrawScript {
		word = "withdraw"
	}
	for _, e := range env {
		if text, ok := strings.CutPrefix(e, "FOYER_NOTIFICATION="); ok {
			var t toast
			if err := xml.Unmarshal([]byte(text), &t); err != nil {
				return err
			}
			word += " " + t.Binding.Texts[0]
		}
	}
	p.told = append(p.told, word)
	return p.fails
}

// links returns what a notification opens: by a click on itself, then by its buttons.
func links(t *testing.T, text string) (all []string) {
	t.Helper()
	var shown toast
	if err := xml.Unmarshal([]byte(text), &shown); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	all = append(all, shown.Launch)
	for _, a := range shown.Actions {
		all = append(all, a.Arguments)
	}
	return all
}

func TestToastSaysWhatAGuestIsCalledAndNothingElse(t *testing.T) {
	for _, name := range []string{
		"Ana", `"/><action content="x" activationType="protocol" arguments="calc:"/>`, "</text></binding>", "$(calc)", "`$x", "a\x00b\x1fc", "ä — 漢字 👋🏽",
	} {
		n := Notification{Title: name, Body: "Parents' evening", Actions: []Action{{"allow", "Allow " + name}, {"deny", "Deny"}}}
		text, err := toastXML(n, "SECRET")
		if err != nil {
			t.Fatal(err)
		}
		var shown toast
		if err := xml.Unmarshal([]byte(text), &shown); err != nil {
			t.Fatalf("%q gives %v in %s", name, err, text)
		}
		want := strings.NewReplacer("\x00", "\ufffd", "\x1f", "\ufffd").Replace(name)
		if !slices.Equal(shown.Binding.Texts, []string{want, n.Body}) || shown.Actions[0].Content != "Allow "+want {
			t.Errorf("%q is shown as %+v", name, shown)
		}
		if got := links(t, text); !slices.Equal(got, []string{
			"foyer:answer/SECRET/default", "foyer:answer/SECRET/allow", "foyer:answer/SECRET/deny",
		}) {
			t.Errorf("%q opens %q", name, got)
		}
		if len(shown.Actions) != 2 || strings.Contains(showScript, name) {
			t.Errorf("%q is more than text: %s", name, text)
		}
	}
}

func TestToastIsAsWindowsReadsIt(t *testing.T) {
	got, err := toastXML(Notification{Title: "Ana", Body: "Office", Actions: []Action{{"allow", "Allow"}}}, "S")
	const want = `<toast activationType="protocol" launch="foyer:answer/S/default">` +
		`<visual><binding template="ToastGeneric"><text>Ana</text><text>Office</text></binding></visual>` +
		`<actions><action activationType="protocol" content="Allow" arguments="foyer:answer/S/allow"></action></actions>` +
		`<audio silent="true"></audio></toast>`
	if err != nil || got != want {
		t.Errorf("the toast is %s, %v\nwant %s", got, err, want)
	}
}

func TestAnswerCountsOnceAndOnlyWithItsSecret(t *testing.T) {
	var a answers
	var chosen []string
	n := Notification{Actions: []Action{{Key: "allow"}}, Chosen: func(key string) { chosen = append(chosen, key) }}
	old := a.expect(n)
	secret := a.expect(n)
	if secret == old || len(secret) < 26 {
		t.Fatalf("the secrets are %q and %q", old, secret)
	}
	for _, guess := range []string{
		"", "/", "/allow", "x/allow", old + "/allow", secret, secret + "/", secret + "/deny", secret + "/allow/", strings.ToLower(secret) + "/allow",
	} {
		if others, answered := a.take([]string{answerLink + guess}); answered || len(others) > 0 || len(chosen) > 0 {
			t.Errorf("the answer %q was taken: %v %q %q", guess, answered, others, chosen)
		}
	}
	link := "foyer://foyer.example.org/b/parents-x7k-m2p-9qt"
	others, answered := a.take([]string{link, answerLink + secret + "/allow"})
	if !answered || !slices.Equal(others, []string{link}) || !slices.Equal(chosen, []string{"allow"}) {
		t.Errorf("answered %v, other links %q, chosen %q", answered, others, chosen)
	}
	if _, answered := a.take([]string{answerLink + secret + "/allow", answerLink + secret + "/default"}); answered || len(chosen) > 1 {
		t.Errorf("the answer was taken twice: %q", chosen)
	}
	a.expect(n)
	a.forget()
	if _, answered := a.take([]string{answerLink + "/allow"}); answered {
		t.Error("an answer to a notification that was taken back was taken")
	}
}

func TestToasterAnswersReplacesAndTakesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &powerShell{}
		toaster := newToaster("org.foyer.Foyer", p.run)
		var chosen []string
		toaster.Withdraw() // Nothing is shown: no script is worth it.
		synctest.Wait()
		toaster.Show(Notification{Title: "Ana", Actions: []Action{{"allow", "Allow"}}, Chosen: func(key string) { chosen = append(chosen, key) }})
		synctest.Wait()
		link := answerLink + toaster.answers.secret + "/allow"
		if others, answered := toaster.Answer([]string{link}); !answered || len(others) > 0 || !slices.Equal(chosen, []string{"allow"}) {
			t.Errorf("answered %v, others %q, chosen %q", answered, others, chosen)
		}
		toaster.Show(Notification{Title: "Bo"})
		synctest.Wait()
		toaster.Withdraw()
		toaster.Withdraw()
		synctest.Wait()
		toaster.Show(Notification{Title: "Bo"})
		synctest.Wait()
		toaster.Close()
		toaster.Close()
		toaster.Show(Notification{Title: "Cy"})
		toaster.Show(Notification{Title: "Cy"})
		toaster.Withdraw()
		if want := []string{"show Ana", "show Bo", "withdraw", "show Bo", "withdraw"}; !slices.Equal(p.told, want) {
			t.Errorf("PowerShell was told %q, want %q", p.told, want)
		}
	})
}

func TestToasterLeavesOutWhatIsWantedNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &powerShell{paused: make(chan struct{})}
		toaster := newToaster("org.foyer.Foyer", p.run)
		for _, name := range []string{"Ana", "Bo", "Cy"} {
			toaster.Show(Notification{Title: name})
			synctest.Wait()
		}
		close(p.paused)
		synctest.Wait()
		toaster.Close()
		if want := []string{"show Ana", "show Cy", "withdraw"}; !slices.Equal(p.told, want) {
			t.Errorf("PowerShell was told %q, want %q", p.told, want)
		}
	})
}

func TestWithoutPowerShellTheAppGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &powerShell{fails: errors.New("blocked by the administrator")}
		toaster := newToaster("org.foyer.Foyer", p.run)
		toaster.Show(Notification{Title: "Ana"})
		synctest.Wait()
		toaster.Close()
		if want := []string{"show Ana"}; !slices.Equal(p.told, want) {
			t.Errorf("PowerShell was told %q, want %q", p.told, want)
		}
	})
}
