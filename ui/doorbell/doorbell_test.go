package doorbell

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
)

func TestSoundIsAWAVFile(t *testing.T) {
	file := WAV()
	var head struct {
		RIFF      [4]byte
		Size      uint32
		WAVE, Fmt [4]byte
		FmtSize   uint32
		Format    uint16
		Channels  uint16
		Rate      uint32
		ByteRate  uint32
		Block     uint16
		Bits      uint16
		Data      [4]byte
		DataSize  uint32
	}
	if err := binary.Read(bytes.NewReader(file), binary.LittleEndian, &head); err != nil {
		t.Fatal(err)
	}
	if string(head.RIFF[:]) != "RIFF" || string(head.WAVE[:]) != "WAVE" || string(head.Fmt[:]) != "fmt " || string(head.Data[:]) != "data" {
		t.Errorf("the head is %+v", head)
	}
	if int(head.Size) != len(file)-8 || int(head.DataSize) != len(file)-44 || head.FmtSize != 16 {
		t.Errorf("of %d bytes the head tells %+v", len(file), head)
	}
	if head.Format != 1 || head.Channels != 1 || head.Rate != rate || head.Bits != 16 || head.Block != 2 || head.ByteRate != 2*rate {
		t.Errorf("the format is %+v", head)
	}
}

func TestSoundIsHeardButDoesNotClickOrClip(t *testing.T) {
	wave := samples()
	loudest, jump := 0.0, math.Abs(wave[0])
	for i, v := range wave {
		loudest = max(loudest, math.Abs(v))
		if i > 0 {
			jump = max(jump, math.Abs(v-wave[i-1]))
		}
	}
	if loudest < 0.3 || loudest > loudness+1e-9 {
		t.Errorf("the loudest moment is %v", loudest)
	}
	if jump > 0.25 {
		t.Errorf("it jumps by %v: that is a click", jump)
	}
	if end := math.Abs(wave[len(wave)-1]); end > 0.001 {
		t.Errorf("it ends at %v: that is a click", end)
	}
}
