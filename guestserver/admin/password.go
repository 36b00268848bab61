package admin

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// readPassword asks for a password at the terminal, twice and unseen, or reads the first line of any other input. It is never an argument:
// everyone on a computer can read the command lines of all.
func (c *command) readPassword() (string, error) {
	f, ok := c.In.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(c.In).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	first, err := c.askPassword(f, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := c.askPassword(f, "Once more: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passwords differ: nothing was changed")
	}
	return first, nil
}

func (c *command) askPassword(f *os.File, prompt string) (string, error) {
	fmt.Fprint(c.Out, prompt)
	password, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(c.Out)
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	return string(password), nil
}
