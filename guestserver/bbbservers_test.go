package guestserver_test

import (
	"errors"
	"strings"
	"testing"

	"foyer/client/bbb"
	"foyer/guestserver"
)

func TestServersAreReadFromAList(t *testing.T) {
	servers, err := guestserver.ReadBBBServers(strings.NewReader(`
# The old one goes next week.
https://bbb1.example.org  tulip1  draining
https://bbb2.example.org/bigbluebutton  tulip2	tag=music weight=2.5 hash=sha512
`))
	if err != nil || len(servers) != 2 {
		t.Fatalf("read %+v, %v; want two servers", servers, err)
	}
	one, two := servers[0], servers[1]
	if one.URL != "https://bbb1.example.org" || one.Secret != "tulip1" || !one.Draining || one.Tag != "" || one.Weight != 0 {
		t.Errorf("the first is %v, %+v", one.Config, one)
	}
	if two.Secret != "tulip2" || two.Tag != "music" || two.Weight != 2.5 || two.Hash != bbb.SHA512 || two.Draining {
		t.Errorf("the second is %v, %+v", two.Config, two)
	}
}

func TestListsThatAreNoServers(t *testing.T) {
	for name, c := range map[string]struct{ list, names string }{
		"empty":        {"\n# nothing\n", "no server"},
		"no secret":    {"\nhttps://bbb.example.org\n", "line 2"},
		"no address":   {"bbb tulip", "line 1"},
		"weight":       {"https://bbb.example.org tulip weight=heavy", "weight"},
		"no weight":    {"https://bbb.example.org tulip weight=0", "weight"},
		"hash":         {"https://bbb.example.org tulip hash=md5", "line 1"},
		"another word": {"https://bbb.example.org tulip two tulip", "word 3"},
		"endless line": {strings.Repeat("x", 1<<20), "read servers"},
	} {
		_, err := guestserver.ReadBBBServers(strings.NewReader(c.list))
		if err == nil || !strings.Contains(err.Error(), c.names) || strings.Contains(err.Error(), "tulip") {
			t.Errorf("%s: %v, want an error that names %q and no secret", name, err, c.names)
		}
		if name != "endless line" && !errors.Is(err, bbb.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}

func FuzzReadBBBServers(f *testing.F) {
	f.Add("https://bbb1.example.org tulip tag=music weight=2 hash=auto draining\n#x\n")
	f.Fuzz(func(t *testing.T, list string) {
		servers, err := guestserver.ReadBBBServers(strings.NewReader(list))
		if (err == nil) != (len(servers) > 0) {
			t.Errorf("ReadBBBServers(%q) = %d servers, %v", list, len(servers), err)
		}
		for _, s := range servers {
			if _, err := bbb.New(s.Config); err != nil {
				t.Errorf("%q gives a server that cannot be used: %v", list, err)
			}
		}
	})
}
