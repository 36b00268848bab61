package autostart

import (
	"encoding/xml"
	"strings"
)

// launchAgent returns a property list for launchd(8) that starts the app at login.
func launchAgent(a App) string {
	var list strings.Builder
	list.WriteString(xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>` + escapeXML(a.ID) + `</string>
	<key>ProgramArguments</key>
	<array>
`)
	for _, word := range a.Command {
		list.WriteString("\t\t<string>" + escapeXML(word) + "</string>\n")
	}
	list.WriteString("\t</array>\n\t<key>RunAtLoad</key>\n\t<true/>\n</dict>\n</plist>\n")
	return list.String()
}

func escapeXML(text string) string {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text)) // A builder takes everything.
	return escaped.String()
}
