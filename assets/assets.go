// Package assets holds what is shown and heard: texts, icons, sounds. It is embedded in the program, and everything may use it.
package assets

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"log/slog"
	"path"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed translations/*.json
var translations embed.FS

//go:embed icons/foyer.png
var icon []byte

// Icon returns the app's icon, a PNG of 512 by 512 pixels.
func Icon() []byte { return icon }

// Catalogue holds the texts of all languages, one file per language in the format of go-i18n.
type Catalogue struct {
	bundle  *i18n.Bundle
	tags    []language.Tag
	matcher language.Matcher
}

// Texts is the catalogue in one language.
type Texts struct {
	// Language is the language that was chosen.
	Language  language.Tag
	catalogue *Catalogue
	localizer *i18n.Localizer
}

// Language is a language to choose.
type Language struct {
	Tag language.Tag
	// Name is what the language calls itself.
	Name string
}

// Load reads the embedded catalogue. It fails only if a file of the program itself is broken.
func Load() (*Catalogue, error) {
	c := &Catalogue{bundle: i18n.NewBundle(language.English), tags: []language.Tag{language.English}}
	c.bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	files, err := translations.ReadDir("translations")
	if err != nil {
		return nil, fmt.Errorf("read translations: %w", err)
	}
	for _, f := range files {
		m, err := c.bundle.LoadMessageFileFS(translations, path.Join("translations", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("load translation %s: %w", f.Name(), err)
		}
		if m.Tag != language.English {
			c.tags = append(c.tags, m.Tag)
		}
	}
	c.matcher = language.NewMatcher(c.tags)
	return c, nil
}

// Languages returns the languages that there are, English first.
func (c *Catalogue) Languages() []language.Tag { return c.tags }

// For returns the texts in the language that fits best. Each preference is a language such as "de", a locale such as
// "de_DE.UTF-8", or a whole Accept-Language header; the first has the most weight.
func (c *Catalogue) For(preferences ...string) Texts {
	wanted := make([]language.Tag, 0, len(preferences))
	for _, p := range preferences {
		if !strings.ContainsAny(p, ",;") { // A locale may name its encoding.
			p, _, _ = strings.Cut(p, ".")
		}
		tags, _, err := language.ParseAcceptLanguage(strings.ReplaceAll(p, "_", "-"))
		if err == nil {
			wanted = append(wanted, tags...)
		}
	}
	_, i, _ := c.matcher.Match(wanted...)
	return c.in(c.tags[i])
}

func (c *Catalogue) in(tag language.Tag) Texts {
	return Texts{Language: tag, catalogue: c, localizer: i18n.NewLocalizer(c.bundle, tag.String())}
}

// Languages returns the languages that the catalogue has, English first.
func (t Texts) Languages() []Language {
	var all []Language
	for _, tag := range t.catalogue.tags {
		all = append(all, Language{tag, t.catalogue.in(tag).Get("language")})
	}
	return all
}

// Get returns the text of a key. Data, if given, fills the text's {{.Fields}}. A key that the catalogue does not have comes back
// as it is, and is logged.
func (t Texts) Get(key string, data ...any) string {
	return t.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: first(data)})
}

// Count returns the text of a key in the plural form for n; {{.PluralCount}} in the text is n.
func (t Texts) Count(key string, n int) string {
	return t.localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: n})
}

func (t Texts) localize(config *i18n.LocalizeConfig) string {
	text, err := t.localizer.Localize(config)
	if text == "" {
		slog.Error("text is missing", "key", config.MessageID, "language", t.Language, "error", err)
		return config.MessageID
	}
	return text
}

func first(data []any) any {
	if len(data) == 0 {
		return nil
	}
	return data[0]
}

// Keys returns the keys of a language's file, as they stand in it.
func Keys(tag language.Tag) (map[string]any, error) {
	data, err := translations.ReadFile("translations/" + tag.String() + ".json")
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	keys := map[string]any{}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&keys); err != nil {
		return nil, fmt.Errorf("read keys of %s: %w", tag, err)
	}
	return keys, nil
}
