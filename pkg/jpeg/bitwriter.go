package jpeg

import (
	"encoding/binary"
	"fmt"
	"io"
)

const (
	encBuffer = 64 << 10 // bytes that are collected before they are written
	// encSlack is what a restart marker and the largest MCU take at most:
	// 10 blocks of 64 codes and values of 27 bits, each byte stuffed.
	encSlack = 8 << 10
)

// bitWriter collects a JPEG's bytes and writes them in large pieces. The
// first error stays, and nothing is written after it.
type bitWriter struct {
	w    io.Writer
	buf  []byte
	at   int    // bytes in buf
	acc  uint64 // bits that wait, the last one lowest
	free int    // bits of acc that are not in use
	err  error
}

func newBitWriter(w io.Writer) *bitWriter {
	return &bitWriter{w: w, buf: make([]byte, encBuffer), free: 64}
}

// put appends the n lowest bits of x, whose other bits are 0: at most 32.
func (w *bitWriter) put(x uint32, n int) {
	w.free -= n
	if w.free >= 0 {
		w.acc = w.acc<<(n&63) | uint64(x)
		return
	}
	w.store(w.acc<<((w.free+n)&63) | uint64(x)>>(-w.free&63))
	w.acc = uint64(x)
	w.free += 64
}

// store appends eight bytes of a scan, each 0xff followed by a 0.
func (w *bitWriter) store(x uint64) {
	// A byte of 0xff is one whose highest bit a 1 added to it clears.
	if x&^(x+0x0101010101010101)&0x8080808080808080 == 0 {
		binary.BigEndian.PutUint64(w.buf[w.at:], x)
		w.at += 8
		return
	}
	for shift := 56; shift >= 0; shift -= 8 {
		w.stuff(byte(x >> shift))
	}
}

func (w *bitWriter) stuff(b byte) {
	w.buf[w.at] = b
	w.at++
	if b == 0xff {
		w.buf[w.at] = 0
		w.at++
	}
}

// align fills the last byte of a scan, or of a restart interval, with ones.
func (w *bitWriter) align() {
	used := 64 - w.free
	if pad := -used & 7; pad > 0 {
		w.put(1<<pad-1, pad)
		used = 64 - w.free
	}
	for ; used > 0; used -= 8 {
		w.stuff(byte(w.acc >> ((used - 8) & 63)))
	}
	w.acc, w.free = 0, 64
}

// restart ends a restart interval, the i-th of its scan.
func (w *bitWriter) restart(i int) {
	w.align()
	w.buf[w.at] = 0xff
	w.buf[w.at+1] = 0xd0 + byte(i&7)
	w.at += 2
}

// room makes sure that there is place for the next MCU.
func (w *bitWriter) room() {
	if w.at > encBuffer-encSlack {
		w.drain()
	}
}

// segment appends a marker and its segment. No bits may wait.
func (w *bitWriter) segment(marker byte, data ...byte) {
	w.room()
	w.buf[w.at] = 0xff
	w.buf[w.at+1] = marker
	binary.BigEndian.PutUint16(w.buf[w.at+2:], uint16(len(data)+2))
	w.at += 4
	for len(data) > 0 {
		w.room()
		n := copy(w.buf[w.at:], data)
		w.at += n
		data = data[n:]
	}
}

// marker appends a marker that has no segment.
func (w *bitWriter) marker(marker byte) {
	w.room()
	w.buf[w.at] = 0xff
	w.buf[w.at+1] = marker
	w.at += 2
}

// drain writes what has been collected.
func (w *bitWriter) drain() {
	if w.err == nil && w.at > 0 {
		n, err := w.w.Write(w.buf[:w.at])
		if err == nil && n < w.at {
			err = io.ErrShortWrite
		}
		if err != nil {
			w.err = fmt.Errorf("write the JPEG: %w", err)
		}
	}
	w.at = 0
}

// fail notes an error, unless there is one.
func (w *bitWriter) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
