// Package signin is the form to sign in with a portal: by a password, by the portal's provider in the browser, or by either, as the portal
// says. Only package ui enters.
package signin

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"foyer/client/accounts"
	"foyer/client/portal/loopback"
	"foyer/ui/form"
	"foyer/ui/look"
)

const (
	// limit is how long signing in may take, with a keyring that waits for its owner.
	limit = 30 * time.Second
	// browserLimit is how long a person may take in the browser.
	browserLimit = 5 * time.Minute
	// typing is how long nothing is typed until the address counts as whole.
	typing = 700 * time.Millisecond
)

// Accounts signs in. All of it may take its time.
type Accounts interface {
	// Find asks a server how people sign in there.
	Find(ctx context.Context, server string) (accounts.Ways, error)
	SignIn(ctx context.Context, server, email, password string) (accounts.Account, error)
	SignInByProvider(ctx context.Context, server string, ways accounts.Ways, browser loopback.Browser) (accounts.Account, error)
}

// Options are what the form works with; all must be set.
type Options struct {
	form.Options
	Accounts Accounts
	// Browse shows an address in the browser. Any goroutine may call it.
	Browse func(address string) error
	// Do runs a function on Fyne's goroutine.
	Do func(func())
	// Done is called once somebody is signed in.
	Done func()
}

// Form is the form. All methods belong to Fyne's goroutine.
type Form struct {
	*form.Form
	options Options
	// Content is what is shown.
	Content *fyne.Container
	// Server, Email and Password are what the moderator fills in, and Client where the portal's provider wants to know.
	Server, Email, Password, Client *widget.Entry

	address, password, client fyne.CanvasObject
	// provider signs in by the provider; about says what that is and what to do in the browser.
	provider, again *widget.Button
	about           *widget.Label
	ways            accounts.Ways
	// known is the server that the ways are of, and asked the one that is being asked.
	known, asked string
	giveUp       func()
	// page is the provider's page while somebody signs in there.
	page string
}

// New returns an empty form.
func New(o Options) *Form {
	f := &Form{options: o, ways: accounts.Ways{Password: true}}
	f.Form = form.New(o.Options, o.Texts.Get("app.sign_in"), f.signIn)
	f.Server, f.Email, f.Password, f.Client = widget.NewEntry(), widget.NewEntry(), widget.NewPasswordEntry(), widget.NewEntry()
	f.Server.SetPlaceHolder("https://foyer.example.org")
	f.Email.SetPlaceHolder("ana@example.org")
	f.Server.OnChanged = func(string) { f.forget(); f.find() }
	for _, e := range []*widget.Entry{f.Server, f.Email, f.Password} {
		e.OnSubmitted = func(string) { f.signIn() }
	}
	f.Client.OnSubmitted = func(string) { f.signInByProvider() }
	f.provider = widget.NewButton("", f.signInByProvider)
	f.again = widget.NewButton(o.Texts.Get("app.sign_in.open_again"), func() { f.open(f.page) })
	f.again.Importance = widget.LowImportance
	f.about = &widget.Label{Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	f.Inputs = []fyne.Disableable{f.Server, f.Email, f.Password, f.Client, f.provider}
	f.address = container.NewVBox(form.Labelled(o.Texts.Get("app.sign_in.server"), f.Server))
	f.password = container.NewVBox(form.Labelled(o.Texts.Get("app.sign_in.email"), f.Email),
		form.Labelled(o.Texts.Get("app.sign_in.password"), f.Password))
	f.client = form.Labelled(o.Texts.Get("app.sign_in.client"), f.Client)
	f.Content = container.NewVBox(f.address, f.password, f.about, f.client, f.provider, f.again, f.Foot)
	f.draw()
	return f
}

// Of makes the empty form one for an account that is known: only its password is missing, or the visit to its provider.
func (f *Form) Of(a accounts.Account) {
	f.Server.SetText(a.Server)
	f.Email.SetText(a.Email)
	f.ways = accounts.Ways{Kind: a.Kind, Client: a.Client, Password: a.Client == ""}
	f.Client.SetText(a.Client)
	f.address.Hide()
	f.password = form.Labelled(f.Texts.Get("app.sign_in.password"), f.Password)
	f.Content.Objects[1] = f.password
	f.draw()
}

// forget takes the server's ways in for unknown: most have passwords.
func (f *Form) forget() {
	if f.giveUp != nil {
		f.giveUp()
	}
	f.known, f.asked, f.ways = "", "", accounts.Ways{Password: true}
	f.draw()
}

// find asks the server how people sign in there, unless its address changes in the meantime. That it does not answer is told only once
// somebody wants to sign in: an address that is being typed is none yet.
func (f *Form) find() {
	server := f.server()
	if server == "" {
		return
	}
	f.asked = server
	var ways accounts.Ways
	f.giveUp = f.Work(limit, func(ctx context.Context) (err error) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(typing):
		}
		ways, err = f.options.Accounts.Find(ctx, server)
		return err
	}, func(err error) {
		if f.asked != server {
			return
		}
		f.asked = ""
		if err == nil {
			f.learn(server, ways)
		}
	})
}

// learn takes how people sign in at a server. What the moderator said of the app's name there stays.
func (f *Form) learn(server string, ways accounts.Ways) {
	if ways.Client != "" && (f.ways.Client == "" || f.Client.Text == "") {
		f.Client.SetText(ways.Client)
	}
	f.known, f.ways = server, ways
	f.draw()
}

func (f *Form) server() string { return strings.TrimSpace(f.Server.Text) }

// draw shows what there is to fill in and to click.
func (f *Form) draw() {
	name := map[string]string{"Provider": f.ways.Provider}
	byProvider := f.ways.Provider != "" || f.ways.Client != ""
	away := f.page != "" // Then what can be filled in makes room for the way to give up.
	look.SetShown(f.password, f.ways.Password && !away)
	look.SetShown(f.Submit, f.ways.Password && !away)
	look.SetShown(f.provider, byProvider && !away)
	look.SetShown(f.client, f.ways.Client != "" && !away)
	look.SetShown(f.again, away)
	f.provider.Importance = widget.MediumImportance
	if !f.ways.Password {
		f.provider.Importance = widget.HighImportance
	}
	words := f.Texts.Get("app.sign_in.with", name)
	if f.ways.Provider == "" {
		words = f.Texts.Get("app.sign_in.in_browser")
	}
	f.provider.SetText(words)
	about := ""
	switch {
	case f.page != "":
		about = f.Texts.Get("app.sign_in.browser")
	case f.ways.Client != "":
		about = f.Texts.Get("app.sign_in.opentalk")
	}
	f.about.SetText(about)
	look.SetShown(f.about, about != "")
	f.Content.Refresh()
	f.Content.Refresh() // How high the text is shows only now that it is as wide as the form.
}

// signIn sends the form. The password is forgotten once it was taken.
func (f *Form) signIn() {
	server, email, password := f.server(), strings.TrimSpace(f.Email.Text), f.Password.Text
	switch {
	case server != "" && email == "" && password == "" && f.known != server:
		f.lookUp(server)
		return
	case !f.ways.Password:
		f.signInByProvider()
		return
	case server == "" || email == "" || password == "":
		f.Say(f.Texts.Get("app.sign_in.incomplete"))
		return
	}
	f.Run(limit, func(ctx context.Context) error {
		_, err := f.options.Accounts.SignIn(ctx, server, email, password)
		return err
	}, func() {
		f.Password.SetText("")
		f.options.Done()
	})
}

// lookUp asks a server of which only the address was filled in.
func (f *Form) lookUp(server string) {
	var ways accounts.Ways
	f.Run(limit, func(ctx context.Context) (err error) {
		ways, err = f.options.Accounts.Find(ctx, server)
		return err
	}, func() {
		f.learn(server, ways)
		if ways.Password {
			f.Say(f.Texts.Get("app.sign_in.incomplete"))
		}
	})
}

// signInByProvider sends the browser to the provider, and waits for what comes of it.
func (f *Form) signInByProvider() {
	server, ways := f.server(), f.ways
	if ways.Client != "" {
		ways.Client = strings.TrimSpace(f.Client.Text)
	}
	browser := loopback.Browser{Done: f.Texts.Get("app.sign_in.done"), Open: func(address string) error {
		if err := f.options.Browse(address); err != nil {
			return err
		}
		f.options.Do(func() { f.waits(address) })
		return nil
	}}
	f.Run(browserLimit, func(ctx context.Context) error {
		_, err := f.options.Accounts.SignInByProvider(ctx, server, ways, browser)
		f.options.Do(func() { f.waits("") })
		return err
	}, f.options.Done)
}

// waits takes the provider's page that the browser shows, empty once nobody waits for it any more.
func (f *Form) waits(page string) {
	f.page = page
	f.draw()
}

// open shows the provider's page again: the moderator may have closed it.
func (f *Form) open(page string) {
	if err := f.options.Browse(page); err != nil {
		f.Say(f.Sentence(err))
	}
}
