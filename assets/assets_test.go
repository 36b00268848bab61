package assets

import (
	"maps"
	"slices"
	"testing"

	"golang.org/x/text/language"
)

func TestEveryLanguageHasEveryText(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	english, err := Keys(language.English)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range catalogue.Languages()[1:] {
		keys, err := Keys(tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range slices.Sorted(maps.Keys(english)) {
			if keys[key] == nil || keys[key] == "" {
				t.Errorf("%s lacks %q", tag, key)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if english[key] == nil {
				t.Errorf("%s has %q, which English has not", tag, key)
			}
		}
	}
}

func TestLanguageIsChosen(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name        string
		preferences []string
		want        language.Tag
	}{
		{"nothing said", nil, language.English},
		{"browser", []string{"de-AT,de;q=0.9,en;q=0.8"}, language.German},
		{"browser that prefers what is not spoken here", []string{"tr,fi;q=0.9,de;q=0.8"}, language.German},
		{"by hand before the browser", []string{"en", "de-DE"}, language.English},
		{"locale of the system", []string{"de_DE.UTF-8"}, language.German},
		{"not spoken here", []string{"fi"}, language.English},
		{"nonsense", []string{";;;q=x"}, language.English},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := catalogue.For(c.preferences...).Language; got != c.want {
				t.Errorf("For(%q) chose %v, want %v", c.preferences, got, c.want)
			}
		})
	}
}

func TestEveryLanguageHasANameOfItsOwn(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	all := catalogue.For("de").Languages()
	for _, l := range all {
		names[l.Name] = true
	}
	if len(all) != len(catalogue.Languages()) || len(names) != len(all) {
		t.Errorf("the languages to choose from are %v", all)
	}
}
