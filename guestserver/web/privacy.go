package web

import (
	"net/http"
	"time"

	"foyer/guestserver/web/cookie"
)

const day = 24 * time.Hour

// privacyPage says what is kept and how long, by the settings as they are.
type privacyPage struct {
	view
	// NameDays is how long the server keeps who came.
	NameDays int
	// The others are how long the browser keeps the guest's place, name and device.
	PlaceHours, NameCookieDays, DeviceDays int
}

// privacy says what is kept of guests.
func (s *site) privacy(w http.ResponseWriter, r *http.Request) {
	s.pages.Show(w, r, http.StatusOK, "privacy", privacyPage{
		view: s.view(r, visit{}), NameDays: int(s.KeepNames / day),
		PlaceHours: int(cookie.KeepToken / time.Hour), NameCookieDays: int(cookie.KeepName / day), DeviceDays: int(cookie.KeepDevice / day),
	})
}
