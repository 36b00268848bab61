package levelform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/portal"
	"foyer/ui/look"
)

// parameters edits further parameters of BigBlueButton's calls as JSON, such as {"create": {"duration": "60"}}. The server checks them.
type parameters struct {
	texts     assets.Texts
	content   fyne.CanvasObject
	entry     *widget.Entry
	inherited *widget.Label
	wrong     *reason
	// shown is the text as long as nobody changes it.
	shown string
}

// namespaces are BigBlueButton's calls that have parameters here.
func namespaces() []string { return []string{"create", "join"} }

func newParameters(texts assets.Texts) *parameters {
	p := &parameters{texts: texts, entry: widget.NewMultiLineEntry(), inherited: look.NewMuted(), wrong: newReason()}
	p.entry.TextStyle.Monospace = true
	p.entry.SetMinRowsVisible(3)
	p.entry.SetPlaceHolder(`{"create": {"duration": "60"}, "join": {"userdata-bbb_auto_join_audio": "true"}}`)
	p.inherited.Truncation, p.inherited.Wrapping = fyne.TextTruncateOff, fyne.TextWrapWord
	p.content = container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()/2),
		widget.NewLabel(texts.Get("app.level.parameters")), p.entry, p.inherited, p.wrong)
	return p
}

func (p *parameters) object() fyne.CanvasObject { return p.content }

func (p *parameters) show(d portal.Details) {
	own := map[string]any{}
	var inherited []string
	for _, space := range namespaces() {
		if m, ok := d.Settings[space].(map[string]any); ok && len(m) > 0 {
			own[space] = m
		}
		for _, key := range slices.Sorted(maps.Keys(d.Effective)) {
			v := d.Effective[key]
			if strings.HasPrefix(key, space+".") && v.Source != string(d.Level) {
				inherited = append(inherited, fmt.Sprintf("%s = %v (%s)", key, v.Value, from(p.texts, v)))
			}
		}
	}
	p.shown = ""
	if len(own) > 0 {
		data, _ := json.MarshalIndent(own, "", "  ") // It was JSON before.
		p.shown = string(data)
	}
	p.entry.SetText(p.shown)
	p.inherited.SetText(p.texts.Get("app.level.parameters.inherited", map[string]string{"Parameters": strings.Join(inherited, ", ")}))
	look.SetShown(p.inherited, len(inherited) > 0)
}

func (p *parameters) enable(on bool) { look.SetEnabled(p.entry, on) }

func (p *parameters) has(key string) bool {
	space, _, _ := strings.Cut(key, ".")
	return slices.Contains(namespaces(), space)
}

func (p *parameters) refuse(reason string) { p.wrong.say(reason) }

// read takes what is there, and takes away each parameter that was there before. What nobody changed stays as it was: a newer server may
// have parameters that are no words.
func (p *parameters) read(before, settings map[string]any) error {
	if p.entry.Text == p.shown {
		return nil
	}
	typed, err := parse(p.entry.Text)
	if err != nil {
		reason := p.texts.Get("app.level.parameters.bad", map[string]string{"Cause": err.Error()})
		return &portal.Error{Wrong: []portal.WrongSetting{{Key: "create", Reason: reason}}}
	}
	for _, space := range namespaces() {
		was, had := before[space].(map[string]any)
		value := map[string]any{}
		for name, v := range typed[space] {
			value[name] = v
		}
		for name := range was {
			if _, still := value[name]; !still {
				value[name] = nil
			}
		}
		if had || len(value) > 0 {
			settings[space] = value
		}
	}
	return nil
}

// parse reads parameters. Numbers and switches count as their words, since BigBlueButton takes words only.
func parse(text string) (map[string]map[string]string, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var spaces map[string]map[string]any
	if err := d.Decode(&spaces); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("there is something after the last }")
	}
	all := map[string]map[string]string{}
	for space, values := range spaces {
		if !slices.Contains(namespaces(), space) {
			return nil, fmt.Errorf("%.40q is neither create nor join", space)
		}
		all[space] = map[string]string{}
		for name, v := range values {
			switch v := v.(type) {
			case string, json.Number, bool:
				all[space][name] = fmt.Sprint(v)
			default:
				return nil, fmt.Errorf("%.40q is no word, number or switch", name)
			}
		}
	}
	return all, nil
}
