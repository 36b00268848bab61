package levelform

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/portal"
	"foyer/ui/look"
)

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
	wrong  *reason
	// offered are the values that can be picked: those that the app knows, and the level's own if that is another.
	offered []any
	// shown is the text of the entry as long as nobody changes it.
	shown string
}

func newInput(texts assets.Texts, f field) *input {
	in := &input{field: f, texts: texts, source: look.NewMuted(), wrong: newReason()}
	label := widget.NewLabel(texts.Get("app.level." + f.key))
	switch f.kind {
	case choice, yesNo:
		in.pick = widget.NewSelect(nil, func(string) { in.drawSource() })
		in.widget = in.pick
		line := container.New(look.Columns(theme.Padding()*2), label, in.pick)
		in.content = container.NewVBox(line, in.wrong)
	default:
		in.entry = widget.NewEntry()
		in.entry.MultiLine = f.kind == prose
		if f.kind == prose {
			in.entry.Wrapping = fyne.TextWrapWord
			in.entry.SetMinRowsVisible(2)
		}
		in.widget = in.entry
		in.content = container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()/2), label, in.entry, in.source, in.wrong)
	}
	return in
}

// show fills the input: with the level's own value, or with what it inherits, shown as such.
func (in *input) show(d portal.Details) {
	own, has := d.Settings[in.key]
	has = has && own != nil
	effective := d.Effective[in.key]
	if in.pick != nil {
		in.offered = in.options()
		chosen := -1
		if has {
			chosen = slices.Index(in.offered, own)
		}
		if has && chosen < 0 { // A newer server may know more values.
			chosen = len(in.offered)
			in.offered = append(in.offered, own)
		}
		in.pick.Options = in.choices(effective, has)
		in.pick.SetSelectedIndex(chosen + 1)
		in.pick.Refresh()
		return
	}
	in.entry.SetPlaceHolder("")
	if s, ok := effective.Value.(string); ok && !has {
		in.entry.SetPlaceHolder(s)
	}
	in.shown, _ = own.(string)
	in.entry.SetText(in.shown)
	look.SetText(in.source, in.inherited(effective, has))
	in.drawSource()
}

// choices are the words for inheriting, then those for each value.
func (in *input) choices(effective portal.Value, own bool) []string {
	all := []string{in.texts.Get("app.level.inherited")}
	if !own {
		all[0] = in.texts.Get("app.level.inherited_value",
			map[string]string{"Value": in.word(effective.Value), "Source": from(in.texts, effective)})
	}
	for _, v := range in.offered {
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
	case nil:
		return ""
	}
	return fmt.Sprint(value)
}

func (in *input) inherited(effective portal.Value, own bool) string {
	if own || effective.Source == "" {
		return in.texts.Get("app.level.empty_inherits")
	}
	return in.texts.Get("app.level.inherited_from", map[string]string{"Source": from(in.texts, effective)})
}

// from says which level a value comes from.
func from(texts assets.Texts, v portal.Value) string {
	return texts.Get("app.level.from." + source(v.Source))
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

func (in *input) object() fyne.CanvasObject { return in.content }

func (in *input) enable(on bool) { look.SetEnabled(in.widget, on) }

func (in *input) has(key string) bool { return key == in.key }

func (in *input) refuse(reason string) { in.wrong.say(reason) }

// read leaves a text alone that nobody changed: what the level has may be more than a text.
func (in *input) read(before, settings map[string]any) error {
	if in.entry != nil && in.entry.Text == in.shown {
		return nil
	}
	value := in.value()
	if _, had := before[in.key]; had || value != nil {
		settings[in.key] = value
	}
	return nil
}

// value returns what the level has of its own, nil if it inherits.
func (in *input) value() any {
	if in.pick != nil {
		if i := in.pick.SelectedIndex(); i > 0 {
			return in.offered[i-1]
		}
		return nil
	}
	if in.entry.Text != "" {
		return in.entry.Text
	}
	return nil
}
