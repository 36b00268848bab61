package notify

import (
	"log/slog"
	"sync"
)

// Scripts of PowerShell, which every Windows has: Go reaches the notifications of Windows only through it, or by a COM server. What is
// shown comes by the environment and never stands in a script, for whoever knocks chooses a name, and PowerShell runs what stands in $().
const (
	showScript = `$ErrorActionPreference = 'Stop'
[Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime] > $null
[Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom.XmlDocument, ContentType = WindowsRuntime] > $null
$xml = New-Object Windows.Data.Xml.Dom.XmlDocument
$xml.LoadXml($env:FOYER_NOTIFICATION)
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
$toast.Tag = 'guests'
$toast.Group = 'guests'
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($env:FOYER_APP_ID).Show($toast)`

	withdrawScript = `$ErrorActionPreference = 'Stop'
[Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime] > $null
[Windows.UI.Notifications.ToastNotificationManager]::History.Remove('guests', 'guests', $env:FOYER_APP_ID)`
)

// toaster shows one notification of Windows at a time. A script takes a moment: what is wanted no more when its turn comes is left out.
type toaster struct {
	// run runs a script with additional variables in its environment.
	run     func(script string, env ...string) error
	appID   string
	answers answers

	mu     sync.Mutex
	wanted *Notification // nil: none

	changed chan struct{}
	quit    chan struct{}
	done    chan struct{}
	stop    sync.Once
}

func newToaster(appID string, run func(script string, env ...string) error) *toaster {
	t := &toaster{run: run, appID: appID, changed: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
	go t.work()
	return t
}

// Show shows a notification in place of the one that is shown. It does not wait; what goes wrong goes to the log.
func (t *toaster) Show(n Notification) { t.want(&n) }

// Withdraw takes the notification back, if one is shown.
func (t *toaster) Withdraw() { t.want(nil) }

// Answer acts on the links that answer the notification, and returns the others. Answered says that one was the answer waited for.
func (t *toaster) Answer(links []string) (others []string, answered bool) {
	return t.answers.take(links)
}

// Close takes back what is shown. It may be called twice; nothing is shown after it.
func (t *toaster) Close() {
	t.stop.Do(func() { close(t.quit) })
	<-t.done
}

func (t *toaster) want(n *Notification) {
	t.mu.Lock()
	t.wanted = n
	t.mu.Unlock()
	select {
	case t.changed <- struct{}{}:
	default: // It looks anyway.
	}
}

// work has what is wanted shown.
func (t *toaster) work() {
	defer close(t.done)
	shown := false
	for {
		select {
		case <-t.changed:
		case <-t.quit:
			if shown {
				t.withdraw()
			}
			return
		}
		t.mu.Lock()
		n := t.wanted
		t.mu.Unlock()
		switch {
		case n != nil:
			shown = t.show(*n) || shown
		case shown:
			shown = false
			t.withdraw()
		}
	}
}

func (t *toaster) show(n Notification) bool {
	text, err := toastXML(n, t.answers.expect(n))
	if err == nil {
		err = t.run(showScript, "FOYER_APP_ID="+t.appID, "FOYER_NOTIFICATION="+text)
	}
	if err != nil {
		slog.Warn("a notification was not shown", "error", err)
	}
	return err == nil
}

func (t *toaster) withdraw() {
	t.answers.forget()
	if err := t.run(withdrawScript, "FOYER_APP_ID="+t.appID); err != nil {
		slog.Warn("a notification was not taken back", "error", err)
	}
}
