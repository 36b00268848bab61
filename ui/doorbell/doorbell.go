// Package doorbell rings when a guest knocks. The sound is made here, of two struck bars, so it is nobody else's work; whoever wants it
// elsewhere may take it (CC0). It is played by what the system has: opening a device of our own would need a C library on Linux, and keep
// the device busy between two rings.
package doorbell

import (
	"bytes"
	"encoding/binary"
	"math"
)

const (
	rate = 44_100 // samples a second
	// length is that of the whole sound, in seconds.
	length = 1.4
	// loudness is that of the loudest moment, of 1: a doorbell, not an alarm.
	loudness = 0.5
)

// strike is one bar that is struck.
type strike struct {
	at        float64 // seconds
	frequency float64 // Hz
}

// strikes are those of a doorbell: a major third down, E5 and C5.
func strikes() []strike { return []strike{{0, 659.26}, {0.32, 523.25}} }

// partials are the tones in the sound of a struck bar, by multiple of its frequency. Higher ones are softer and shorter.
func partials() []struct{ multiple, amount, decay float64 } {
	return []struct{ multiple, amount, decay float64 }{{1, 1, 3.2}, {2.76, 0.28, 6.5}, {5.4, 0.1, 12}}
}

// WAV returns the sound as a WAV file: PCM, 16 bits, one channel. It is always the same, and made anew in some milliseconds.
func WAV() []byte { return encode(samples()) }

// samples returns the sound, between -1 and 1.
func samples() []float64 {
	wave := make([]float64, int(rate*length))
	for _, s := range strikes() {
		for i := int(s.at * rate); i < len(wave); i++ {
			wave[i] += struck(s.frequency, float64(i)/rate-s.at)
		}
	}
	loudest := 0.0
	for _, v := range wave {
		loudest = max(loudest, math.Abs(v))
	}
	for i := range wave {
		wave[i] *= loudness / loudest * fade(float64(i)/rate)
	}
	return wave
}

// struck returns a bar of this frequency, t seconds after it was struck.
func struck(frequency, t float64) float64 {
	const attack = 0.004 // seconds; a harder beginning would click
	v := 0.0
	for _, p := range partials() {
		v += p.amount * math.Exp(-p.decay*t) * math.Sin(2*math.Pi*frequency*p.multiple*t)
	}
	return v * min(1, t/attack)
}

// fade takes the end of the sound down to nothing.
func fade(t float64) float64 { return min(1, (length-t)/0.2) }

// encode writes a WAV file (RIFF, PCM).
func encode(wave []float64) []byte {
	const channels, bits = 1, 16
	size := uint32(len(wave) * channels * bits / 8)
	var file bytes.Buffer
	for _, part := range []any{
		[]byte("RIFF"), 36 + size, []byte("WAVE"),
		[]byte("fmt "), uint32(16), uint16(1), uint16(channels), uint32(rate), uint32(rate * channels * bits / 8),
		uint16(channels * bits / 8), uint16(bits),
		[]byte("data"), size,
	} {
		_ = binary.Write(&file, binary.LittleEndian, part) // A buffer takes everything.
	}
	pcm := make([]int16, len(wave))
	for i, v := range wave {
		pcm[i] = int16(math.Round(v * math.MaxInt16))
	}
	_ = binary.Write(&file, binary.LittleEndian, pcm)
	return file.Bytes()
}
