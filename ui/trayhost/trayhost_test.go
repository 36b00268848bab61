//go:build linux

package trayhost

import (
	"context"
	"testing"

	"github.com/godbus/dbus/v5"

	"foyer/client/bustest"
)

func TestTrayThatComesAndGoesIsSeen(t *testing.T) {
	bustest.Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	seen := make(chan bool)
	ended := make(chan error, 1)
	go func() {
		ended <- Watch(ctx, func(there bool) { seen <- there })
	}()
	if <-seen {
		t.Error("a tray was seen where there is none")
	}
	desktop, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer desktop.Close()
	if _, err := desktop.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if !<-seen {
		t.Error("the tray was not seen to come")
	}
	if _, err := desktop.ReleaseName(watcher); err != nil {
		t.Fatal(err)
	}
	if <-seen {
		t.Error("the tray was not seen to go")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWithoutASessionBusThereIsNoTray(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	if err := Watch(t.Context(), func(bool) { t.Error("something was told") }); err == nil {
		t.Error("there is no error")
	}
}
