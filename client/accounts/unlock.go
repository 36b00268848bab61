package accounts

import (
	"fmt"
	"os"
	"runtime"

	"github.com/godbus/dbus/v5"
)

// Names of the Secret Service: https://specifications.freedesktop.org/secret-service-spec/latest/
const (
	secretService    = "org.freedesktop.secrets"
	secretPath       = "/org/freedesktop/secrets"
	secretInterface  = "org.freedesktop.Secret.Service"
	promptInterface  = "org.freedesktop.Secret.Prompt"
	loginCollection  = "/org/freedesktop/secrets/collection/login"
	defaultAlias     = "/org/freedesktop/secrets/aliases/default"
	nothingToConfirm = "/"
)

// unlock has the owner unlock the keyring of a Linux desktop's session bus, if it is locked, and waits for that. The keyring's library
// would do so, too, but on a connection that it shares with the tray: it takes any signal that comes first for the owner's answer, and
// panics if the tray closes the connection.
func unlock() error {
	if runtime.GOOS != "linux" {
		return nil
	}
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" { // The D-Bus library would try to start one.
		return ErrNoBus
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoBus, err)
	}
	defer conn.Close()
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	service := conn.Object(secretService, secretPath)
	err = service.Call(secretInterface+".Unlock", 0, []dbus.ObjectPath{collection(service)}).Store(&unlocked, &prompt)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKeyringMissing, err)
	}
	if prompt == nothingToConfirm {
		return nil
	}
	return confirm(conn, prompt)
}

// collection returns the part of the keyring that the library uses.
func collection(service dbus.BusObject) dbus.ObjectPath {
	var all []dbus.ObjectPath
	if err := service.StoreProperty(secretInterface+".Collections", &all); err == nil {
		for _, path := range all {
			if path == loginCollection {
				return path
			}
		}
	}
	return defaultAlias
}

// confirm shows the owner the keyring's own dialog, and waits until it is answered.
func confirm(conn *dbus.Conn, prompt dbus.ObjectPath) error {
	if err := conn.AddMatchSignal(dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(promptInterface)); err != nil {
		return fmt.Errorf("%w: %w", ErrKeyringMissing, err)
	}
	signals := make(chan *dbus.Signal, 1)
	conn.Signal(signals)
	if err := conn.Object(secretService, prompt).Call(promptInterface+".Prompt", 0, "").Err; err != nil {
		return fmt.Errorf("%w: %w", ErrKeyringMissing, err)
	}
	for signal := range signals {
		if signal.Path != prompt || signal.Name != promptInterface+".Completed" {
			continue
		}
		// The first value says whether the owner turned the question away.
		if len(signal.Body) == 0 || signal.Body[0] != false {
			return fmt.Errorf("%w: its owner turned the question away", ErrKeyringLocked)
		}
		return nil
	}
	return fmt.Errorf("%w: the session bus was closed", ErrKeyringMissing)
}
