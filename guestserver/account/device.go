package account

import "strings"

// maxDevice is the longest name of a device that is kept, in characters.
const maxDevice = 100

// deviceName returns what people know a device by, from what it says of itself in its requests. A browser tells a long story in which it
// names others, too; of that only its name and its system are kept. What is no browser is kept as it is, shortened.
func deviceName(userAgent string) string {
	if !strings.HasPrefix(userAgent, "Mozilla/") {
		return shorten(userAgent)
	}
	// Who imitates others stands before them.
	browser := firstNamed(userAgent, [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"", "Browser"},
	})
	system := firstNamed(userAgent, [][2]string{
		{"iPhone", ", iPhone"}, {"iPad", ", iPad"}, {"Android", ", Android"}, {"Windows", ", Windows"}, {"CrOS", ", ChromeOS"},
		{"Mac OS X", ", Mac"}, {"Linux", ", Linux"}, {"", ""},
	})
	return browser + system
}

// shorten returns a name as long as one may be.
func shorten(name string) string {
	runes := []rune(name)
	return string(runes[:min(len(runes), maxDevice)])
}

// firstNamed returns the name that stands beside the first of the words that is in the text.
func firstNamed(text string, words [][2]string) string {
	for _, w := range words {
		if strings.Contains(text, w[0]) {
			return w[1]
		}
	}
	return ""
}
