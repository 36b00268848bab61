package preferences

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestChoicesAreKept(t *testing.T) {
	f := File(filepath.Join(t.TempDir(), "foyer", "preferences.json"))
	if p, err := f.Load(); err != nil || p != (Preferences{}) {
		t.Errorf("before the first choice: %+v, %v", p, err)
	}
	want := Preferences{
		Language: "de", Theme: Dark, Size: 1.25, Return: Allow, PopUp: Away, Quiet: true, DoNotDisturb: true, QuitOnClose: true,
		Window: Window{Width: 900, Height: 700, X: -1200, Y: 40, Placed: true},
	}
	if err := f.Save(want); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Load(); err != nil || got != want {
		t.Errorf("kept is %+v, %v; want %+v", got, err, want)
	}
}

func TestDamagedFileIsSetAsideAndTheAppStarts(t *testing.T) {
	for name, data := range map[string]string{
		"empty":                  "",
		"cut off":                `{"language":"de",`,
		"not an object":          `[1]`,
		"a number for a text":    `{"language":7}`,
		"a size beyond a number": `{"size":1e999}`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "preferences.json")
			if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
			p, err := File(path).Load()
			if !errors.Is(err, ErrDamaged) || p != (Preferences{}) {
				t.Errorf("loaded %+v, %v", p, err)
			}
			if aside, err := os.ReadFile(path + ".damaged"); err != nil || string(aside) != data {
				t.Errorf("aside is %q (%v)", aside, err)
			}
			if err := File(path).Save(Preferences{Language: "de"}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestChoicesThatDoNotExistAreLeftOut(t *testing.T) {
	got, err := decode([]byte(`{"theme":"pink","size":77,"return":"maybe","pop_up":"x","quiet":true,
		"window":{"width":-5,"height":1e9,"x":3},"from_a_newer_version":{}}`))
	want := Preferences{Quiet: true, Window: Window{X: 3}}
	if err != nil || got != want {
		t.Errorf("read %+v, %v; want %+v", got, err, want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"language":"de","theme":"dark","size":1.25,"window":{"width":900,"height":700,"x":-3,"y":4,"placed":true}}`))
	f.Add([]byte(`{"size":-0}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := decode(data)
		if err != nil {
			return
		}
		if p != p.sane() {
			t.Errorf("%+v is not sane", p)
		}
		var again bytes.Buffer
		if err := json.NewEncoder(&again).Encode(p); err != nil {
			t.Fatal(err)
		}
		if q, err := decode(again.Bytes()); err != nil || q != p {
			t.Errorf("%+v became %+v, %v", p, q, err)
		}
	})
}
