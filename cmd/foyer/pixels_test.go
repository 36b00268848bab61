//go:build linux

package main_test

import (
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// pixels are those that a screen shows, as its X server holds them: Xvfb keeps them in a file of the form of xwd, XWDFile.h in xorgproto.
type pixels struct {
	data                []byte
	width, height, line int
}

// newWatchedScreen starts a computer whose pixels can be read.
func newWatchedScreen(t testing.TB) (*screen, *pixels) {
	t.Helper()
	folder := t.TempDir()
	s := newScreen(t, "-fbdir", folder)
	f, err := os.Open(filepath.Join(folder, "Xvfb_screen0"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	file, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Munmap(file) })
	field := func(i int) int { return int(binary.BigEndian.Uint32(file[4*i:])) }
	const bytesPerColour = 12
	return s, &pixels{data: file[field(0)+bytesPerColour*field(19):], width: field(4), height: field(5), line: field(12)}
}

// at returns the colour of a pixel, 0xrrggbb.
func (p *pixels) at(x, y int) uint32 {
	return binary.LittleEndian.Uint32(p.data[y*p.line+4*x:]) & 0xffffff
}

// sum returns a number that changes when what is shown in a part of the screen changes.
func (p *pixels) sum(part image.Rectangle) uint64 {
	const prime = 1099511628211 // That of FNV-1a.
	sum := uint64(14695981039346656037)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			sum = (sum ^ uint64(p.at(x, y))) * prime
		}
	}
	return sum
}

// count returns how many pixels of a part of the screen have a colour.
func (p *pixels) count(part image.Rectangle, colour uint32) (n int) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if p.at(x, y) == colour {
				n++
			}
		}
	}
	return n
}

// find returns the first pixel of a colour in a part of the screen, from the top.
func (p *pixels) find(part image.Rectangle, colour uint32) (at image.Point, ok bool) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if p.at(x, y) == colour {
				return image.Pt(x, y), true
			}
		}
	}
	return image.Point{}, false
}
