// Package levelform edits a group, a room or a meeting: its name, when it is, and its settings, with those that are inherited shown as
// such. Only package ui enters.
package levelform

import (
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
	inputs       []*input
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
		in := newInput(o.Texts, field)
		f.inputs = append(f.inputs, in)
		f.column.Add(in.content)
	}
	foot := container.NewVBox(f.fail, look.NewBorder(nil, nil, f.save, f.remove))
	padded := container.New(layout.NewCustomPaddedLayout(0, 0, 0, 14), f.column)
	f.Content = look.NewBorder(nil, foot, nil, nil, container.NewVScroll(padded))
	return f
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
	for _, in := range f.inputs {
		in.show(d)
		look.SetEnabled(in.widget, d.Owned)
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
	d, err := f.read()
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

// read returns what the form says. A setting that is inherited again is nil.
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
	for _, in := range f.inputs {
		value := in.value()
		if _, had := f.details.Settings[in.key]; had || value != nil {
			d.Settings[in.key] = value
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

// input edits one setting.
type input struct {
	field
	texts   assets.Texts
	content fyne.CanvasObject
	// widget is pick or entry, whichever the kind of the field has.
	widget fyne.Disableable
	pick   *widget.Select
	entry  *widget.Entry
	source *widget.Label
}

func newInput(texts assets.Texts, f field) *input {
	in := &input{field: f, texts: texts, source: look.NewMuted()}
	label := widget.NewLabel(texts.Get("app.level." + f.key))
	switch f.kind {
	case choice, yesNo:
		in.pick = widget.NewSelect(nil, func(string) { in.drawSource() })
		in.widget = in.pick
		line := container.New(look.Columns(theme.Padding()*2), label, in.pick)
		in.content = line
	default:
		in.entry = widget.NewEntry()
		in.entry.MultiLine = f.kind == prose
		if f.kind == prose {
			in.entry.Wrapping = fyne.TextWrapWord
			in.entry.SetMinRowsVisible(2)
		}
		in.widget = in.entry
		in.content = container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()/2), label, in.entry, in.source)
	}
	return in
}

// show fills the input: with the level's own value, or with what it inherits, shown as such.
func (in *input) show(d portal.Details) {
	own, has := d.Settings[in.key]
	has = has && own != nil
	effective := d.Effective[in.key]
	if in.pick != nil {
		in.pick.Options = in.choices(effective, has)
		in.pick.SetSelectedIndex(0)
		if i := slices.Index(in.options(), own); has && i >= 0 {
			in.pick.SetSelectedIndex(i + 1)
		}
		in.pick.Refresh()
		return
	}
	in.entry.SetPlaceHolder("")
	if s, ok := effective.Value.(string); ok && !has {
		in.entry.SetPlaceHolder(s)
	}
	s, _ := own.(string)
	in.entry.SetText(s)
	look.SetText(in.source, in.inherited(effective, has))
	in.drawSource()
}

// choices are the words for inheriting, then those for each value.
func (in *input) choices(effective portal.Value, own bool) []string {
	all := []string{in.texts.Get("app.level.inherited")}
	if !own {
		all[0] = in.texts.Get("app.level.inherited_value",
			map[string]string{"Value": in.word(effective.Value), "Source": in.texts.Get("app.level.from." + source(effective.Source))})
	}
	for _, v := range in.options() {
		all = append(all, in.word(v))
	}
	return all
}

// word says a value.
func (in *input) word(value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return in.texts.Get("app.yes")
		}
		return in.texts.Get("app.no")
	case string:
		if in.key == "guest_policy" && slices.Contains(in.values, v) {
			return in.texts.Get("app.policy." + v)
		}
		if slices.Contains(in.values, v) {
			return in.texts.Get("app.level." + in.key + "." + v)
		}
		return v
	}
	return ""
}

func (in *input) inherited(effective portal.Value, own bool) string {
	if own || effective.Source == "" {
		return in.texts.Get("app.level.empty_inherits")
	}
	return in.texts.Get("app.level.inherited_from", map[string]string{"Source": in.texts.Get("app.level.from." + source(effective.Source))})
}

// source is a level that the app has a word for.
func source(s string) string {
	switch s {
	case "portal", "group", "room", "meeting":
		return s
	}
	return "default"
}

func (in *input) drawSource() {
	if in.entry != nil {
		look.SetShown(in.source, in.entry.Text == "")
	}
}

// value returns what the level has of its own, nil if it inherits.
func (in *input) value() any {
	if in.pick != nil {
		if i := in.pick.SelectedIndex(); i > 0 {
			return in.options()[i-1]
		}
		return nil
	}
	if in.entry.Text != "" {
		return in.entry.Text
	}
	return nil
}
