// Package profile shows the moderator's own account at a portal: its name, its password, and where it is signed in. Only package ui enters.
package profile

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/portal"
	"foyer/ui/form"
	"foyer/ui/look"
)

// limit is how long the portal may take.
const limit = 30 * time.Second

// Portal has the account. All of it may take its time.
type Portal interface {
	Profile(ctx context.Context) (portal.Profile, error)
	// Rename returns the account as it is then.
	Rename(ctx context.Context, name string) (portal.Profile, error)
	// ChangePassword ends all other sessions, too.
	ChangePassword(ctx context.Context, old, password string) error
	// Devices returns where the account is signed in, the latest first.
	Devices(ctx context.Context) ([]portal.Device, error)
	RevokeDevice(ctx context.Context, id string) error
}

// Options are what the page works with; all must be set.
type Options struct {
	form.Options
	Portal Portal
	// Clock says when something was.
	Clock func(time.Time) string
}

// Page is the page. All methods belong to Fyne's goroutine.
type Page struct {
	options Options
	// Content is what is shown.
	Content           fyne.CanvasObject
	naming, password  *form.Form
	name              *widget.Entry
	old, next, repeat *widget.Entry
	list              *fyne.Container
	devices           []portal.Device
	said              *widget.Label
}

// New returns a page, which asks the portal at once.
func New(o Options) *Page {
	p := &Page{options: o, name: widget.NewEntry(), list: container.NewVBox(), said: &widget.Label{Wrapping: fyne.TextWrapWord}}
	p.old, p.next, p.repeat = widget.NewPasswordEntry(), widget.NewPasswordEntry(), widget.NewPasswordEntry()
	p.said.Hide()
	p.naming = form.New(o.Options, o.Texts.Get("app.save"), p.rename)
	p.name.OnSubmitted = func(string) { p.rename() }
	p.naming.Inputs = []fyne.Disableable{p.name}
	p.password = form.New(o.Options, o.Texts.Get("app.profile.change_password"), p.changePassword)
	p.password.Inputs = []fyne.Disableable{p.old, p.next, p.repeat}
	p.repeat.OnSubmitted = func(string) { p.changePassword() }
	text := o.Texts.Get
	column := container.NewVBox(p.said,
		form.Labelled(text("app.profile.name"), p.name), p.naming.Foot, widget.NewSeparator(),
		form.Labelled(text("app.profile.old"), p.old), form.Labelled(text("app.profile.new"), p.next),
		form.Labelled(text("app.profile.repeat"), p.repeat), p.password.Foot, widget.NewSeparator(),
		look.NewHeading(text("app.profile.devices")), p.list)
	padded := container.New(layout.NewCustomPaddedLayout(0, 0, 0, 14), column)
	p.Content = container.New(look.AtLeast(fyne.NewSize(480, 460)), container.NewVScroll(padded))
	p.fetch()
	return p
}

// fetch asks the portal who the account is, and where it is signed in.
func (p *Page) fetch() {
	var who portal.Profile
	var devices []portal.Device
	p.options.Work(limit, func(ctx context.Context) (err error) {
		if who, err = p.options.Portal.Profile(ctx); err != nil {
			return err
		}
		devices, err = p.options.Portal.Devices(ctx)
		return err
	}, func(err error) {
		if err != nil {
			p.say(p.options.Sentence(err))
			return
		}
		if p.name.Text == "" {
			p.name.SetText(who.Name)
		}
		p.devices = devices
		p.draw()
	})
}

func (p *Page) say(text string) {
	p.said.SetText(text)
	look.SetShown(p.said, text != "")
	p.Content.Refresh()
}

func (p *Page) rename() {
	name := strings.TrimSpace(p.name.Text)
	if name == "" {
		p.naming.Say(p.options.Texts.Get("app.level.no_name"))
		return
	}
	var who portal.Profile
	p.naming.Run(limit, func(ctx context.Context) (err error) {
		who, err = p.options.Portal.Rename(ctx, name)
		return err
	}, func() {
		p.name.SetText(who.Name)
		p.say(p.options.Texts.Get("app.profile.renamed", map[string]string{"Name": who.Name}))
	})
}

// changePassword forgets the passwords once the new one was taken.
func (p *Page) changePassword() {
	old, next := p.old.Text, p.next.Text
	switch {
	case old == "" || next == "":
		p.password.Say(p.options.Texts.Get("app.host.incomplete"))
		return
	case next != p.repeat.Text:
		p.password.Say(p.options.Texts.Get("app.profile.not_repeated"))
		return
	}
	p.password.Run(limit, func(ctx context.Context) error { return p.options.Portal.ChangePassword(ctx, old, next) }, func() {
		for _, e := range []*widget.Entry{p.old, p.next, p.repeat} {
			e.SetText("")
		}
		p.say(p.options.Texts.Get("app.profile.password_changed"))
		p.fetch()
	})
}

// draw lists where the account is signed in.
func (p *Page) draw() {
	p.list.RemoveAll()
	for _, d := range p.devices {
		p.list.Add(p.row(d))
	}
	p.Content.Refresh()
}

func (p *Page) row(d portal.Device) fyne.CanvasObject {
	texts := p.options.Texts
	name := &widget.Label{Text: d.Name, Truncation: fyne.TextTruncateEllipsis}
	since := look.NewMuted()
	since.Text = texts.Get("app.profile.since", map[string]string{"Since": p.options.Clock(d.Since), "Until": p.options.Clock(d.Until)})
	end := widget.NewButton(texts.Get("app.profile.end"), nil)
	end.OnTapped = func() {
		end.Disable()
		p.revoke(d)
	}
	if d.Current {
		since.Text = texts.Get("app.profile.here") + " · " + since.Text
		end.Hide()
	}
	text := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()-3), name, since)
	return look.NewBorder(nil, nil, nil, container.NewCenter(end), text)
}

// revoke signs the account out at a device, and draws what is known even if the portal does not list the devices after it.
func (p *Page) revoke(d portal.Device) {
	p.options.Work(limit, func(ctx context.Context) error { return p.options.Portal.RevokeDevice(ctx, d.ID) }, func(err error) {
		if err != nil {
			p.say(p.options.Sentence(err))
		} else {
			p.devices = slices.DeleteFunc(p.devices, func(other portal.Device) bool { return other.ID == d.ID })
		}
		p.draw()
		p.fetch()
	})
}
