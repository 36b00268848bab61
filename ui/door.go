package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/accounts"
	"foyer/ui/look"
	"foyer/ui/profile"
	"foyer/ui/signin"
)

// signOutLimit is how long a server may take to end a session.
const signOutLimit = 30 * time.Second

// cardGap is the space between two cards, in Fyne's units.
const cardGap = 18

// door is the page to come in by: the accounts that there are, signing in with another one, and hosting on this computer.
type door struct {
	u        *UI
	content  fyne.CanvasObject
	heading  *widget.Label
	intro    *widget.Label
	back     *widget.Button
	accounts *fyne.Container
	list     fyne.CanvasObject
	signIn   *signin.Form
	host     *hostForm
	columns  *fyne.Container
	hostCard fyne.CanvasObject
	shown    []accounts.Status
	page     *fyne.Container
}

// newDoor returns the page; done is called when the moderator leaves it.
func newDoor(u *UI, done func()) *door {
	d := &door{u: u}
	d.heading = &widget.Label{SizeName: theme.SizeNameHeadingText, TextStyle: fyne.TextStyle{Bold: true}}
	d.intro = &widget.Label{Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	d.back = widget.NewButtonWithIcon(u.Texts.Get("app.back"), theme.NavigateBackIcon(), done)
	d.back.Importance = widget.LowImportance
	d.accounts = container.NewVBox()
	d.list = look.NewCard(d.accounts)
	d.signIn = u.newSignIn(done)
	d.columns = container.New(look.Columns(cardGap), titled(u, "app.sign_in.title", "app.sign_in.intro", d.signIn.Content))
	if u.Host != nil {
		d.host = newHostForm(u, done)
		d.hostCard = titled(u, "app.host.title", "app.host.intro", d.host.content)
		d.columns.Add(d.hostCard)
	}
	head := container.NewBorder(nil, nil, nil, container.NewCenter(d.back), d.heading)
	d.page = container.NewVBox(head, d.intro, gap(), d.list, d.columns)
	padded := container.New(layout.NewCustomPaddedLayout(20, 20, 24, 24), d.page)
	d.content = container.NewVScroll(container.New(look.AtMost{Width: 940}, padded))
	return d
}

// titled returns a card with a title and a sentence above its content.
func titled(u *UI, title, intro string, content fyne.CanvasObject) fyne.CanvasObject {
	heading := &widget.Label{
		Text: u.Texts.Get(title), SizeName: theme.SizeNameSubHeadingText, TextStyle: fyne.TextStyle{Bold: true},
	}
	text := &widget.Label{Text: u.Texts.Get(intro), Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	return look.NewCard(container.NewBorder(container.NewVBox(heading, text), nil, nil, nil, content))
}

// draw brings the page up to date.
func (d *door) draw() {
	known := d.u.known()
	heading, intro := "app.welcome", "app.welcome.intro"
	if known {
		heading, intro = "app.accounts", "app.accounts.intro"
	}
	look.SetText(d.heading, d.u.Texts.Get(heading))
	look.SetText(d.intro, d.u.Texts.Get(intro))
	look.SetShown(d.back, known)
	look.SetShown(d.list, len(d.u.accounts) > 0)
	if d.hostCard != nil {
		look.SetShown(d.hostCard, d.u.hosted == nil)
	}
	d.drawAccounts()
}

// drawAccounts lists the accounts, each with a way out.
func (d *door) drawAccounts() {
	same := len(d.shown) == len(d.u.accounts)
	for i := 0; same && i < len(d.shown); i++ {
		same = d.shown[i] == d.u.accounts[i]
	}
	if same {
		return
	}
	d.shown = d.u.accounts
	d.accounts.RemoveAll()
	for _, a := range d.u.accounts {
		d.accounts.Add(d.row(a))
	}
	d.page.Refresh()
}

func (d *door) row(a accounts.Status) fyne.CanvasObject {
	name := &widget.Label{Text: d.u.accountName(a.ID), Truncation: fyne.TextTruncateEllipsis}
	action := "app.sign_out"
	if !a.SignedIn {
		action = "app.forget"
	}
	out := widget.NewButton(d.u.Texts.Get(action), nil)
	out.OnTapped = func() {
		out.Disable()
		if a.Temporary && d.u.hosted != nil && d.u.hosted.Session.Server == a.Server {
			d.u.stopHosting()
			return
		}
		d.signOut(a, out)
	}
	buttons := container.NewHBox(out)
	if _, ok := offers[profile.Portal](d.u, a.ID); ok && a.SignedIn {
		buttons = container.NewHBox(widget.NewButton(d.u.Texts.Get("app.profile"), func() { d.u.showProfile(a.ID) }), out)
	}
	return look.NewBorder(nil, nil, nil, buttons, name)
}

// signOut signs an account out. It leaves this computer even if its server cannot be told.
func (d *door) signOut(a accounts.Status, out *widget.Button) {
	d.u.work(signOutLimit, func(ctx context.Context) error { return d.u.Accounts.SignOut(ctx, a.ID) }, func(err error) {
		if err != nil {
			d.u.failure = d.u.sentence(err)
		}
		out.Enable()
		d.u.refresh()
	})
}
