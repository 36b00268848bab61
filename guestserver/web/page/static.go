package page

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// static are the static files by their name.
type static map[string]staticFile

type staticFile struct {
	// hash of the content stands in the URL, so that a changed file has a new one.
	hash string
	data []byte
}

// load adds the static files of a set of pages.
func (s static) load(set fs.FS) error {
	files, err := fs.ReadDir(set, "static")
	if err != nil {
		return err
	}
	for _, f := range files {
		data, err := fs.ReadFile(set, path.Join("static", f.Name()))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		s[f.Name()] = staticFile{hash: hex.EncodeToString(sum[:5]), data: data}
	}
	return nil
}

// url returns a file's URL, /assets/<hash>.<name>.
func (s static) url(name string) string { return "/assets/" + s[name].hash + "." + name }

// Asset serves the static file of the path value "file". It returns false, and answers nothing, if there is none.
func (p *Pages) Asset(w http.ResponseWriter, r *http.Request) bool {
	hash, name, _ := strings.Cut(r.PathValue("file"), ".")
	file, ok := p.static[name]
	if !ok {
		return false
	}
	// While a new version comes to one node after the other, a page may ask for the file of another version. This node's own
	// will do, but must not be kept under that name.
	if hash == file.hash {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Header().Set("Content-Type", contentType(name))
	_, _ = w.Write(file.data)
	return true
}

// contentType returns the type of a static file. Package mime would ask the system, and a Windows registry may say that scripts are
// plain text, which browsers then do not run.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}
