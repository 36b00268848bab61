package ui

import (
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/ui/look"
	"foyer/ui/signin"
)

// notice is one sentence at the top of the main window, with at most one thing to do about it.
type notice struct {
	// key tells it from the others; a notice keeps its place and form as long as its key is there.
	key, text string
	action    string
	do        func()
	// dismiss, if set, puts the notice away; dismissal is its name.
	dismiss   func()
	dismissal string
	// form is shown below the sentence, if set.
	form fyne.CanvasObject
}

// same says whether both look the same.
func (n notice) same(other notice) bool {
	return n.key == other.key && n.text == other.text && n.action == other.action && n.form == other.form
}

// notices is the strip with all notices.
type notices struct {
	u       *UI
	content *fyne.Container
	shown   []notice
	// again are the forms of accounts that sign in again, by account.
	again map[string]*signin.Form
	// read are the keys of notices that the moderator put away.
	read map[string]bool
}

func newNotices(u *UI) *notices {
	return &notices{u: u, content: container.NewVBox(), again: map[string]*signin.Form{}, read: map[string]bool{}}
}

// draw shows what there is to tell. What stays the same is left alone, so that a form keeps its focus.
// It reports whether anything changed: what surrounds the notices then has to make room for them.
func (n *notices) draw() (changed bool) {
	wanted := n.wanted()
	same := len(wanted) == len(n.shown)
	for i := 0; same && i < len(wanted); i++ {
		same = wanted[i].same(n.shown[i])
	}
	if same {
		return false
	}
	if slices.ContainsFunc(n.shown, func(old notice) bool { return old.form != nil && !slices.ContainsFunc(wanted, old.same) }) {
		n.u.main.window.Canvas().Unfocus() // The form has gone, and with it what had the keyboard.
	}
	n.shown = wanted
	objects := make([]fyne.CanvasObject, len(wanted))
	for i, w := range wanted {
		objects[i] = w.draw()
	}
	n.content.Objects = objects
	n.content.Refresh()
	return true
}

func (n *notices) wanted() []notice {
	all := []notice{}
	if n.u.failure != "" {
		all = append(all, notice{key: "failure", text: n.u.failure, dismissal: n.u.Texts.Get("app.close"), dismiss: func() {
			n.u.failure = ""
			n.u.refresh()
		}})
	}
	if n.u.preferences.DoNotDisturb {
		all = append(all, notice{
			key: "quiet", text: n.u.Texts.Get("app.quiet.on"), action: n.u.Texts.Get("app.quiet.off"), do: n.u.toggleQuiet,
		})
	}
	if key := "app.crashed"; n.u.CrashReport != "" && !n.read[key] {
		all = append(all, n.once(key))
	}
	if key := "app.settings.damaged"; n.u.Damaged && !n.read[key] {
		all = append(all, n.once(key))
	}
	if key := "app.accounts.damaged"; n.u.Accounts.Problem() != nil && !n.read[key] {
		all = append(all, n.once(key))
	}
	all = append(all, n.accounts()...)
	all = append(all, n.clocks()...)
	if h := n.u.hosted; h != nil {
		all = append(all, notice{
			key: "hosting", text: n.u.Texts.Get("app.hosting", map[string]string{"URL": h.URL}),
			action: n.u.Texts.Get("app.hosting.stop"), do: n.u.stopHosting,
		})
	}
	return all
}

// accounts returns the notices on accounts that need something, those with a keyring's trouble last.
func (n *notices) accounts() []notice {
	var all, keyring []notice
	asked := map[string]bool{}
	for _, a := range n.u.accounts {
		if !a.SignedIn && a.Problem != nil {
			asked[a.ID] = true
			all = append(all, n.signInAgain(a))
		}
		if key := keyringKey(a); key != "" && !n.read[key] {
			keyring = []notice{n.once(key)}
		}
	}
	for _, d := range n.u.snapshot.Accounts {
		a, known := n.u.account(d.ID)
		switch {
		case d.State == desk.SignedOut && known && !asked[d.ID]:
			asked[d.ID] = true
			all = append(all, n.signInAgain(a))
		case d.State == desk.Lost:
			all = append(all, n.lost(d))
		}
	}
	for id := range n.again {
		if !asked[id] {
			delete(n.again, id)
		}
	}
	return append(all, keyring...)
}

// lost says that an account's portal is out of reach, why, and since when its meetings are old.
func (n *notices) lost(a desk.Account) notice {
	key, reason := "app.account.lost", n.u.reason(a.Problem)
	if !a.Listed.IsZero() {
		key = "app.account.lost_since"
	}
	if reason != "" {
		key += ".reason"
	}
	data := map[string]string{"Account": n.u.accountName(a.ID), "Problem": reason, "Time": n.u.clock(a.Listed)}
	return notice{key: "lost " + a.ID, text: n.u.Texts.Get(key, data)}
}

// wrongClock is how far two clocks may be apart before it is told.
const wrongClock = time.Minute

// clocks says where this computer's clock is not that of a server, once for each account.
func (n *notices) clocks() []notice {
	var all []notice
	told := map[string]bool{}
	for _, m := range n.u.snapshot.Meetings {
		key, account := "app.clock.behind", m.Key.Account
		if m.Ahead < 0 {
			key = "app.clock.ahead"
		}
		if m.State != desk.Live || m.Ahead.Abs() < wrongClock || told[account] || n.read[key+account] {
			continue
		}
		told[account] = true
		data := map[string]string{"Account": n.u.accountName(account), "Span": n.u.Texts.Count("app.minutes", int(m.Ahead.Abs().Round(time.Minute).Minutes()))}
		all = append(all, notice{key: key + account, text: n.u.Texts.Get(key, data), dismiss: func() {
			n.read[key+account] = true
			n.u.refresh()
		}})
	}
	return all
}

// once returns the notice with this text, which stays until the moderator puts it away.
func (n *notices) once(key string) notice {
	text := n.u.Texts.Get(key, map[string]string{"File": n.u.CrashReport})
	return notice{key: key, text: text, dismissal: n.u.Texts.Get("app.close"), dismiss: func() {
		n.read[key] = true
		n.u.refresh()
	}}
}

// keyringKey names the text for an account whose token is not kept, empty if there is nothing to say.
func keyringKey(a accounts.Status) string {
	switch {
	case !a.SignedIn || a.Kept || a.Temporary:
		return ""
	case errors.Is(a.Problem, accounts.ErrKeyringLocked):
		return "app.keyring.locked"
	case errors.Is(a.Problem, accounts.ErrNotSaved):
		return "app.keyring.not_saved"
	case errors.Is(a.Problem, accounts.ErrNoBus):
		return "app.keyring.no_bus"
	case a.Problem != nil:
		return "app.keyring.missing"
	}
	return ""
}

// signInAgain offers to sign in again in place: nothing else in the window changes.
func (n *notices) signInAgain(a accounts.Status) notice {
	text := "app.signed_out_account"
	switch {
	case a.SignedIn:
	case errors.Is(a.Problem, accounts.ErrKeyringLocked):
		text = "app.keyring.waiting"
	case errors.Is(a.Problem, accounts.ErrNoBus):
		text = "app.keyring.again_no_bus"
	case errors.Is(a.Problem, accounts.ErrKeyringMissing):
		text = "app.keyring.again"
	}
	note := notice{
		key:  "again " + a.ID,
		text: n.u.Texts.Get(text, map[string]string{"Account": n.u.accountName(a.ID)}),
	}
	if form := n.again[a.ID]; form != nil {
		note.form = form.Content
		return note
	}
	note.action = n.u.Texts.Get("app.sign_in_again")
	note.do = func() {
		form := n.u.newSignIn(func() {})
		form.Of(a.Account)
		n.again[a.ID] = form
		n.u.refresh()
	}
	return note
}

// draw builds the notice.
func (n notice) draw() fyne.CanvasObject {
	label := &widget.Label{Text: n.text, Wrapping: fyne.TextWrapWord, Selectable: true}
	buttons := container.NewHBox()
	if n.action != "" {
		buttons.Add(widget.NewButton(n.action, n.do))
	}
	if n.dismiss != nil {
		buttons.Add(look.NewIconButton(n.dismissal, theme.CancelIcon(), n.dismiss))
	}
	line := fyne.CanvasObject(look.NewBorder(nil, nil, nil, container.NewCenter(buttons), label))
	if n.form != nil {
		line = container.NewVBox(line, container.New(look.AtMost{Width: 460}, n.form))
	}
	return look.NewNotice(line)
}
