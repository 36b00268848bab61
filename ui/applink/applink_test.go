package applink

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestLinksAreRead(t *testing.T) {
	for text, want := range map[string]Link{
		"foyer://foyer.example.org/b/parents-x7k-m2p-9qt":          {"https://foyer.example.org", "/b/parents-x7k-m2p-9qt"},
		"FOYER://Foyer.Example.org/b/parents-x7k-m2p-9qt/":         {"https://foyer.example.org", "/b/parents-x7k-m2p-9qt"},
		"foyer://foyer.example.org:8443/b/parents-x7k-m2p-9qt?x=1": {"https://foyer.example.org:8443", "/b/parents-x7k-m2p-9qt"},
		"foyer://127.0.0.1:8080/b/our-meeting-x7k-m2p-9qt":         {"http://127.0.0.1:8080", "/b/our-meeting-x7k-m2p-9qt"},
		"foyer://foyer.example.org":                                {"https://foyer.example.org", ""},
		"foyer://foyer.example.org/api/v1/accounts":                {"https://foyer.example.org", ""},
		"foyer://foyer.example.org/b/":                             {"https://foyer.example.org", ""},
	} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("%s is read as %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "foyer:", "foyer:foyer.example.org", "foyer:///b/x", "https://foyer.example.org/b/x", "foyer://ana:secret@foyer.example.org/b/x",
		"foyer://foyer.example.org\n/b/x", "foyer://föyer.example.org/b/x", "--serve", "foyer://" + strings.Repeat("a", maxLink),
	} {
		if got, err := Parse(text); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
}

func TestLinkLeadsToItsMeetingOnly(t *testing.T) {
	link := Link{"https://foyer.example.org", "/b/parents-x7k-m2p-9qt"}
	for url, want := range map[string]bool{
		"https://foyer.example.org/b/parents-x7k-m2p-9qt": true,
		"https://FOYER.example.org/b/parents-x7k-m2p-9qt": true,
		"https://foyer.example.org/b/other-x7k-m2p-9qt":   false,
		"https://other.example.org/b/parents-x7k-m2p-9qt": false,
		"": false,
	} {
		if got := link.Leads(url); got != want {
			t.Errorf("leads to %q: %v", url, got)
		}
	}
	if (Link{Server: "https://foyer.example.org"}).Leads("https://foyer.example.org") {
		t.Error("a link to a server leads to a meeting")
	}
	if !link.At("https://foyer.example.org") || link.At("https://example.org") {
		t.Error("the server is not told from others")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("foyer://foyer.example.org:8443/b/parents-x7k-m2p-9qt?x=1#y")
	f.Add("foyer://[::1]:80/b/%2e%2e/x")
	f.Fuzz(func(t *testing.T, text string) {
		link, err := Parse(text)
		if err != nil {
			return
		}
		server, err := url.Parse(link.Server)
		if err != nil || server.Hostname() == "" || server.User != nil || server.Path != "" {
			t.Errorf("%q leads to the server %q", text, link.Server)
		}
		if link.Path != "" && !link.Leads(link.Server+link.Path) {
			t.Errorf("%q does not lead to %q", text, link.Server+link.Path)
		}
	})
}
