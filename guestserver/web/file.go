package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"foyer/assets"
	"foyer/guestserver/web/invite"
)

// file serves what carries the link to guests: QR code, poster, calendar file and invitation. None of them has the access code:
// whoever asks has proven nothing but the link.
func (s *site) file(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	kind := fileType(name)
	if kind == "" {
		backToJoin(w, r)
		return
	}
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	if v.refused != nil {
		s.refused(w, r, v)
		return
	}
	if name == "meeting.ics" && v.meeting.StartsAt.IsZero() {
		s.problem(w, r, v, noDate)
		return
	}
	data, err := s.draw(r, v, name)
	if err != nil {
		s.failed(w, r, v, fmt.Errorf("make %s: %w", name, err))
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(data)
}

// fileType returns the type of a file of a link, empty if there is no such file.
func fileType(name string) string {
	switch name {
	case "qr.png":
		return "image/png"
	case "qr.svg":
		return "image/svg+xml"
	case "poster.pdf":
		return "application/pdf"
	case "meeting.ics":
		return "text/calendar; charset=utf-8"
	case "invitation.txt":
		return "text/plain; charset=utf-8"
	}
	return ""
}

func (s *site) draw(r *http.Request, v visit, name string) ([]byte, error) {
	texts := s.view(r, v).Texts()
	invitation := invite.Invitation{
		MeetingID: v.meeting.ID, Meeting: v.meeting.Name, Group: v.meeting.GroupName, URL: s.publicURL(r) + v.path(),
		StartsAt: v.meeting.StartsAt, EndsAt: v.meeting.EndsAt, ChangedAt: s.Now(),
	}
	var out bytes.Buffer
	switch name {
	case "qr.png":
		return invite.PNG(invitation.URL)
	case "qr.svg":
		return invite.SVG(invitation.URL)
	case "poster.pdf":
		err := s.poster(r.Context(), &out, texts, invitation)
		return out.Bytes(), err
	case "meeting.ics":
		err := invite.Calendar(&out, texts, invitation)
		return out.Bytes(), err
	}
	return []byte(invite.Text(texts, invitation)), nil
}

// maxPosters is how many posters are drawn at a time. Each takes 14 MB of memory while it is, and whoever has the link may ask for any
// number.
const maxPosters = 2

// poster draws a poster when it is its turn.
func (s *site) poster(ctx context.Context, w io.Writer, texts assets.Texts, i invite.Invitation) error {
	select {
	case s.posters <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.posters }()
	return invite.Poster(w, texts, i)
}

func (s *site) publicURL(r *http.Request) string {
	if s.PublicURL != "" {
		return strings.TrimRight(s.PublicURL, "/")
	}
	if s.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
