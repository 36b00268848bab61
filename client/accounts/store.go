package accounts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"foyer/client/atomicfile"
)

// maxAccounts is the largest number of accounts that a file may list.
const maxAccounts = 1000

// File is a store in a file that only its owner can read. Its value is the path.
type File string

// DefaultFile returns the file in the folder where this system keeps settings.
func DefaultFile() (File, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for settings: %w", err)
	}
	return File(filepath.Join(dir, "foyer", "accounts.json")), nil
}

// Load reads the list; a file that does not exist is an empty one.
func (f File) Load() ([]Account, error) {
	data, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of accounts: %w", err)
	}
	return decode(data)
}

// SetAside renames the file to one that ends in ".damaged", in place of an older one of that name.
func (f File) SetAside() error { return atomicfile.SetAside(string(f)) }

// Save replaces the list, or leaves it as it was if that fails.
func (f File) Save(accounts []Account) error {
	data, err := json.MarshalIndent(accounts, "", "  ")
	if err != nil {
		return fmt.Errorf("write the list of accounts: %w", err)
	}
	if err := atomicfile.Write(string(f), append(data, '\n')); err != nil {
		return fmt.Errorf("write the list of accounts: %w", err)
	}
	return nil
}

// decode reads a list. An account that names no server or nobody is left out, and so is one that was there before.
func decode(data []byte) ([]Account, error) {
	var read []Account
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, fmt.Errorf("read the list of accounts: %w", err)
	}
	seen := map[string]bool{}
	list := []Account{}
	for _, a := range read {
		a = a.named()
		if a.Server == "" || a.Email == "" || seen[a.ID] || len(list) == maxAccounts {
			continue
		}
		seen[a.ID] = true
		list = append(list, a)
	}
	return list, nil
}
