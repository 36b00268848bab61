//go:build linux

package accounts

import (
	"errors"
	"testing"

	"github.com/godbus/dbus/v5"

	"foyer/client/bustest"
)

// secrets is a locked keyring on the session bus, which asks its owner once.
type secrets struct {
	conn *dbus.Conn
	// answer is what happens once the owner is asked.
	answer func(*secrets)
}

const dialog = dbus.ObjectPath(secretPath + "/prompt/p1")

func startSecrets(t *testing.T, answer func(*secrets)) {
	t.Helper()
	bustest.Start(t)
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	s := &secrets{conn, answer}
	for path, name := range map[dbus.ObjectPath]string{secretPath: secretInterface, dialog: promptInterface} {
		if err := conn.Export(s, path, name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.RequestName(secretService, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
}

// Unlock is a method of the Secret Service.
func (s *secrets) Unlock([]dbus.ObjectPath) (unlocked []dbus.ObjectPath, prompt dbus.ObjectPath, _ *dbus.Error) {
	if s.answer == nil {
		return []dbus.ObjectPath{loginCollection}, nothingToConfirm, nil
	}
	return nil, dialog, nil
}

// Prompt is a method of the Secret Service's dialogs.
func (s *secrets) Prompt(string) *dbus.Error {
	s.answer(s)
	return nil
}

func (s *secrets) emit(path dbus.ObjectPath, dismissed bool) {
	_ = s.conn.Emit(path, promptInterface+".Completed", dismissed, dbus.MakeVariant([]dbus.ObjectPath{loginCollection}))
}

func TestKeyringIsUnlockedByItsOwner(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(*secrets)
		want   error
	}{
		{"open already", nil, nil},
		{"the password is right", func(s *secrets) { s.emit(dialog, false) }, nil},
		{"another dialog is turned away first", func(s *secrets) {
			s.emit(secretPath+"/prompt/p2", true)
			s.emit(dialog, false)
		}, nil},
		{"turned away", func(s *secrets) { s.emit(dialog, true) }, ErrKeyringLocked},
	} {
		t.Run(c.name, func(t *testing.T) {
			startSecrets(t, c.answer)
			if err := unlock(); !errors.Is(err, c.want) {
				t.Errorf("unlock: %v, want %v", err, c.want)
			}
		})
	}
}
