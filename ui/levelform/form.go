// Package levelform edits a group, a room or a meeting: its name, when it is, and its settings, with those that are inherited shown as
// such. Only package ui enters.
package levelform

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/portal"
	"foyer/ui/look"
)

// timeLayout is how times are typed.
const timeLayout = "2006-01-02 15:04"

// Options are what a form works with; all must be set.
type Options struct {
	Texts assets.Texts
	// Save saves what was changed, Delete deletes it.
	Save, Delete func(portal.Details)
	// Zone is the moderator's time zone.
	Zone *time.Location
}

// Form is the form. All methods belong to Fyne's goroutine.
type Form struct {
	Options
	// Content is what is shown.
	Content      fyne.CanvasObject
	name         *widget.Entry
	starts, ends *widget.Entry
	times        *fyne.Container
	fail         *widget.Label
	save, remove *widget.Button
	parts        []part
	details      portal.Details
	column       *fyne.Container
}

// New returns an empty form.
func New(o Options) *Form {
	f := &Form{Options: o, name: widget.NewEntry(), starts: widget.NewEntry(), ends: widget.NewEntry()}
	for _, e := range []*widget.Entry{f.starts, f.ends} {
		e.SetPlaceHolder(o.Texts.Get("app.level.time"))
	}
	f.times = container.New(look.Columns(theme.Padding()*2),
		labelled(o.Texts.Get("app.level.starts"), f.starts), labelled(o.Texts.Get("app.level.ends"), f.ends))
	f.fail = &widget.Label{Importance: widget.DangerImportance, Wrapping: fyne.TextWrapWord}
	f.fail.Hide()
	f.save = widget.NewButton(o.Texts.Get("app.save"), f.submit)
	f.save.Importance = widget.HighImportance
	f.remove = widget.NewButton("", func() { f.Delete(f.details) })
	f.remove.Importance = widget.LowImportance
	f.column = container.NewVBox(labelled(o.Texts.Get("app.level.name"), f.name), f.times)
	for _, field := range fields() {
		if field.kind == notice {
			f.add(newAgreement(o.Texts, field.key))
		} else {
			f.add(newInput(o.Texts, field))
		}
	}
	f.add(newParameters(o.Texts))
	foot := container.NewVBox(f.fail, look.NewBorder(nil, nil, f.save, f.remove))
	padded := container.New(layout.NewCustomPaddedLayout(0, 0, 0, 14), f.column)
	f.Content = look.NewBorder(nil, foot, nil, nil, container.NewVScroll(padded))
	return f
}

// part edits some of the settings.
type part interface {
	object() fyne.CanvasObject
	// show fills the part: with the level's own values, or with what it inherits, shown as such.
	show(d portal.Details)
	enable(bool)
	// read puts what the part says into the settings, of which those before are what was shown. The error is a *portal.Error.
	read(before, settings map[string]any) error
	// has says whether the part edits the setting of this key.
	has(key string) bool
	// refuse shows what is wrong; the empty text hides it.
	refuse(reason string)
}

func (f *Form) add(p part) {
	f.parts = append(f.parts, p)
	f.column.Add(p.object())
}

// labelled puts a name above an input.
func labelled(text string, input fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()/2), widget.NewLabel(text), input)
}

// Show fills the form. Who does not own the level reads it only.
func (f *Form) Show(d portal.Details) {
	f.details = d
	f.say("")
	f.name.SetText(d.Name)
	f.starts.SetText(f.moment(d.StartsAt))
	f.ends.SetText(f.moment(d.EndsAt))
	look.SetShown(f.times, d.Level == portal.MeetingLevel)
	f.remove.SetText(f.Texts.Get("app.level.delete." + string(d.Level)))
	look.SetShown(f.remove, d.Owned)
	look.SetShown(f.save, d.Owned)
	for _, p := range f.parts {
		p.show(d)
		p.enable(d.Owned)
		p.refuse("")
	}
	for _, e := range []*widget.Entry{f.name, f.starts, f.ends} {
		look.SetEnabled(e, d.Owned)
	}
	f.column.Refresh()
}

// Say shows what is wrong; the empty text hides it.
func (f *Form) say(text string) {
	f.fail.SetText(text)
	look.SetShown(f.fail, text != "")
	f.Content.Refresh()
}

// Changed says whether the form has something that is not saved.
func (f *Form) Changed() bool {
	d, err := f.read()
	return err != nil || d.Name != f.details.Name || !d.StartsAt.Equal(f.details.StartsAt) || !d.EndsAt.Equal(f.details.EndsAt) ||
		!maps.EqualFunc(d.Settings, f.details.Settings, func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) })
}

func (f *Form) submit() {
	for _, p := range f.parts {
		p.refuse("")
	}
	d, err := f.read()
	if refused, ok := errors.AsType[*portal.Error](err); ok {
		f.Refuse(refused.Wrong)
		return
	}
	if err != nil {
		f.say(f.Texts.Get("app.level.bad_time"))
		return
	}
	if d.Name == "" {
		f.say(f.Texts.Get("app.level.no_name"))
		return
	}
	f.say("")
	f.Save(d)
}

// Refuse shows what is wrong with the settings, each at its place, and reports whether there is one for all of them.
func (f *Form) Refuse(wrong []portal.WrongSetting) bool {
	reasons := map[part][]string{}
	for _, w := range wrong {
		i := slices.IndexFunc(f.parts, func(p part) bool { return p.has(w.Key) })
		if i < 0 {
			return false
		}
		reasons[f.parts[i]] = append(reasons[f.parts[i]], w.Key+" "+w.Reason)
	}
	for p, all := range reasons {
		p.refuse(strings.Join(all, "\n"))
	}
	if len(wrong) > 0 {
		f.say(f.Texts.Get("app.level.refused"))
	}
	return len(wrong) > 0
}

// read returns what the form says. A setting that is inherited again is nil. The error is a *portal.Error if it is of a setting.
func (f *Form) read() (portal.Details, error) {
	d := f.details
	d.Name = strings.TrimSpace(f.name.Text)
	var err error
	if d.StartsAt, err = f.time(f.starts.Text, d.StartsAt); err != nil {
		return d, err
	}
	if d.EndsAt, err = f.time(f.ends.Text, d.EndsAt); err != nil {
		return d, err
	}
	d.Settings = map[string]any{}
	maps.Copy(d.Settings, f.details.Settings)
	for _, p := range f.parts {
		if err := p.read(f.details.Settings, d.Settings); err != nil {
			return d, err
		}
	}
	return d, nil
}

// moment writes a time as it is typed.
func (f *Form) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.Zone).Format(timeLayout)
}

// time reads what was typed. Seconds, which the form does not show, stay as they were.
func (f *Form) time(typed string, was time.Time) (time.Time, error) {
	typed = strings.TrimSpace(typed)
	switch typed {
	case "":
		return time.Time{}, nil
	case f.moment(was):
		return was, nil
	}
	return time.ParseInLocation(timeLayout, typed, f.Zone)
}
