package applink

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/windows/registry"
)

// Register has Windows open links with this program, for this user alone. It is done at each start, since the program may have been moved.
func Register() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find out which program this is: %w", err)
	}
	const class = `Software\Classes\` + Scheme
	// What comes after the dashes is never taken for a setting, whatever another program puts into a link.
	command := syscall.EscapeArg(program) + ` -- "%1"`
	err = errors.Join(
		setValues(class, map[string]string{"": "URL:Foyer", "URL Protocol": ""}),
		setValues(class+`\DefaultIcon`, map[string]string{"": program + ",0"}),
		setValues(class+`\shell\open\command`, map[string]string{"": command}),
	)
	if err != nil {
		return fmt.Errorf("register %s: links: %w", Scheme, err)
	}
	return nil
}

func setValues(path string, values map[string]string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	for name, value := range values {
		err = errors.Join(err, key.SetStringValue(name, value))
	}
	return errors.Join(err, key.Close())
}
