package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"foyer/ui/form"
	"foyer/ui/look"
)

// hostLimit is how long a server on this computer may take to start.
const hostLimit = 60 * time.Second

// hostForm starts a guest server on this computer.
type hostForm struct {
	*form.Form
	u               *UI
	content         *fyne.Container
	meeting         *widget.Entry
	kind            *widget.RadioGroup
	server, secret  *widget.Entry
	conference      *fyne.Container
	demoText        string
	conferenceText  string
	startedThenDone func()
}

// newHostForm returns the form; done is called once the server runs and its moderator is signed in.
func newHostForm(u *UI, done func()) *hostForm {
	f := &hostForm{u: u, startedThenDone: done}
	f.Form = form.New(u.formOptions(), u.Texts.Get("app.host.start"), f.start)
	f.demoText, f.conferenceText = u.Texts.Get("app.host.demo"), u.Texts.Get("app.host.bbb")
	f.meeting = widget.NewEntry()
	f.meeting.SetText(u.Texts.Get("app.host.meeting_default"))
	f.server, f.secret = widget.NewEntry(), widget.NewPasswordEntry()
	f.server.SetPlaceHolder("https://bbb.example.org/bigbluebutton/")
	for _, e := range []*widget.Entry{f.meeting, f.server, f.secret} {
		e.OnSubmitted = func(string) { f.start() }
		f.Inputs = append(f.Inputs, e)
	}
	f.conference = container.NewVBox(
		form.Labelled(u.Texts.Get("app.host.server"), f.server),
		form.Labelled(u.Texts.Get("app.host.secret"), f.secret))
	f.kind = widget.NewRadioGroup([]string{f.demoText, f.conferenceText}, nil)
	f.kind.Required = true
	f.kind.SetSelected(f.demoText)
	f.kind.OnChanged = func(string) { f.drawKind() }
	f.Inputs = append(f.Inputs, f.kind)
	f.content = container.NewVBox(form.Labelled(u.Texts.Get("app.host.meeting"), f.meeting), f.kind, f.conference, f.Foot)
	f.drawKind()
	return f
}

func (f *hostForm) demo() bool { return f.kind.Selected != f.conferenceText }

func (f *hostForm) drawKind() {
	look.SetShown(f.conference, !f.demo())
	f.content.Refresh()
}

// start starts the server and signs its moderator in.
func (f *hostForm) start() {
	s := HostSettings{Meeting: strings.TrimSpace(f.meeting.Text), Demo: f.demo()}
	if !s.Demo {
		s.Server, s.Secret = strings.TrimSpace(f.server.Text), strings.TrimSpace(f.secret.Text)
	}
	if s.Meeting == "" || !s.Demo && (s.Server == "" || s.Secret == "") {
		f.Say(f.u.Texts.Get("app.host.incomplete"))
		return
	}
	var hosted Hosted
	f.Run(hostLimit, func(ctx context.Context) (err error) {
		hosted, err = f.u.startHost(ctx, s)
		return err
	}, func() {
		f.u.hosted = &hosted
		f.secret.SetText("")
		f.startedThenDone()
	})
}

// startHost starts the server and puts its moderator on the desk. It leaves no server behind that nobody is signed in with.
func (u *UI) startHost(ctx context.Context, s HostSettings) (Hosted, error) {
	hosted, err := u.Host.Start(ctx, s)
	if err != nil {
		return Hosted{}, err
	}
	if _, err := u.Accounts.Adopt(ctx, hosted.Session); err != nil {
		_ = u.Host.Stop(context.WithoutCancel(ctx))
		return Hosted{}, err
	}
	return hosted, nil
}

// stopHosting stops the server on this computer. Whoever waits there is sent away.
func (u *UI) stopHosting() {
	hosted := u.hosted
	if hosted == nil {
		return
	}
	u.work(hostLimit, func(ctx context.Context) error {
		for _, a := range u.Accounts.List() {
			if a.Temporary && a.Server == hosted.Session.Server {
				// The server forgets the session in any case.
				_ = u.Accounts.SignOut(ctx, a.ID)
			}
		}
		return u.Host.Stop(ctx)
	}, func(err error) {
		if err != nil {
			u.failure = u.sentence(err)
		} else if u.hosted == hosted {
			u.hosted = nil
		}
		u.refresh()
	})
}
