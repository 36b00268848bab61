package main

import (
	"flag"
	"os"
	"strings"
	"testing"
)

func TestEverySettingIsInTheDocument(t *testing.T) {
	file, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	document := string(file)
	new(settings).flags().VisitAll(func(f *flag.Flag) {
		if !strings.Contains(document, "`--"+f.Name+"`") {
			t.Errorf("docs/configuration.md lacks --%s", f.Name)
		}
		// The limits stand in a table of their own, with one row for the names of their variables.
		if hasVariable(f.Name) && !strings.HasPrefix(f.Name, "limit-") && !strings.Contains(document, "`"+envName(f.Name)+"`") {
			t.Errorf("docs/configuration.md lacks %s", envName(f.Name))
		}
		if f.DefValue != "" && f.DefValue != "false" && !strings.Contains(document, "`"+f.DefValue+"`") {
			t.Errorf("docs/configuration.md lacks the default of --%s, %s", f.Name, f.DefValue)
		}
	})
}
