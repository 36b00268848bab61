package ui

import (
	"cmp"
	"context"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/recordings"
)

// recorder fills the page of a meeting's recordings, where the portal has some.
type recorder struct {
	u    *UI
	page *recordings.Page
	key  desk.MeetingKey
	// asked numbers the times that the portal was asked for the recordings.
	asked turn
}

// newRecorder returns an empty page. Owns says whether the moderator owns the meeting that is shown.
func newRecorder(u *UI, owns func() bool) *recorder {
	r := &recorder{u: u}
	r.page = recordings.New(recordings.Options{
		Texts: u.Texts, Clock: u.clock, Copy: u.app.Clipboard().SetContent, Publish: r.publish, Delete: r.remove, MayDelete: owns,
		Open: func(address string) {
			if err := u.browse(address); err != nil {
				u.fail(err)
			}
		},
	})
	return r
}

// choose makes the page that of a meeting, and reports whether its portal has recordings.
func (r *recorder) choose(m *desk.Meeting) bool {
	if r.key != m.Key {
		r.key = m.Key
		r.asked.next()
		r.page.Fail("")
	}
	_, ok := offers[Recorder](r.u, m.Key.Account)
	return ok
}

// fetch asks the portal for the recordings. What was fetched before is shown meanwhile.
func (r *recorder) fetch() {
	p, ok := offers[Recorder](r.u, r.key.Account)
	if !ok {
		return
	}
	key, latest := r.key, r.asked.next()
	var list []portal.Recording
	r.u.work(decideLimit, func(ctx context.Context) (err error) {
		list, err = p.Recordings(ctx, key.Meeting)
		return err
	}, func(err error) {
		switch {
		case !latest():
		case err != nil:
			r.page.Fail(r.u.sentence(err))
		default:
			r.page.Show(list)
		}
	})
}

func (r *recorder) publish(recording portal.Recording, published bool) {
	r.change(r.key, func(ctx context.Context, p Recorder, meeting string) error {
		return p.PublishRecording(ctx, meeting, recording.ID, published)
	})
}

func (r *recorder) remove(recording portal.Recording) {
	name := cmp.Or(recording.Name, r.u.Texts.Get("app.recording"))
	key := r.key // Another meeting may be shown when the question is answered.
	r.u.confirmed("app.recording.delete", name, func() {
		r.change(key, func(ctx context.Context, p Recorder, meeting string) error {
			return p.DeleteRecording(ctx, meeting, recording.ID)
		})
	})()
}

// change changes something at the portal of a meeting, and reads the recordings anew.
func (r *recorder) change(key desk.MeetingKey, change func(ctx context.Context, p Recorder, meeting string) error) {
	p, ok := offers[Recorder](r.u, key.Account)
	if !ok {
		return
	}
	r.u.work(decideLimit, func(ctx context.Context) error { return change(ctx, p, key.Meeting) }, func(err error) {
		if err != nil {
			r.u.fail(err)
		}
		if r.key == key {
			r.fetch()
		}
	})
}
