package autostart

import (
	"os"
	"path/filepath"
	"strings"
)

// desktopFile returns where the desktop entry stands (freedesktop's Desktop Application Autostart Specification).
func desktopFile(id string) (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "autostart", id+".desktop"), nil
}

// desktopEntry returns a desktop entry that starts the app.
func desktopEntry(a App) string {
	words := make([]string, len(a.Command))
	for i, word := range a.Command {
		words[i] = quoteExec(word)
	}
	return "[Desktop Entry]\nType=Application\nName=" + escapeValue(a.Name) + "\nExec=" + escapeValue(strings.Join(words, " ")) +
		"\nIcon=" + a.ID + "\nX-GNOME-Autostart-enabled=true\n"
}

// quoteExec quotes one word of a command line by the rules of the Desktop Entry Specification, where a percent sign begins a field code.
func quoteExec(word string) string {
	word = strings.ReplaceAll(word, "%", "%%")
	if word != "" && !strings.ContainsAny(word, " \t\n\"'\\><~|&;$*?#()`") {
		return word
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", "$", `\$`).Replace(word) + `"`
}

// escapeValue escapes a value of a desktop entry.
func escapeValue(value string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(value)
}

// desktopEnabled reports whether an entry is in force: desktops switch entries off without deleting them.
func desktopEnabled(entry string) bool {
	for line := range strings.Lines(entry) {
		switch strings.ReplaceAll(strings.TrimSpace(line), " ", "") {
		case "Hidden=true", "X-GNOME-Autostart-enabled=false":
			return false
		}
	}
	return true
}
