// Package atomicfile writes files that are read again at the next start: whole or not at all. Whoever keeps something in a small file of
// the user may enter.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces a file, or leaves it as it was if that fails. The file, and the folder if there is none yet, are for their owner only.
func Write(path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", path, err)
	}
	temp, err := os.CreateTemp(folder, filepath.Base(path)+"-*.tmp")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(temp.Name()))
	}
	return nil
}

// SetAside renames a damaged file to one that ends in ".damaged", in place of an older one of that name: its owner may still mend it. A
// file that is not there is no error.
func SetAside(path string) error {
	err := os.Rename(path, path+".damaged")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set %s aside: %w", path, err)
	}
	return nil
}
