package jpeg

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/sample"
)

// FuzzReadCoefficients holds strict reading against tolerant reading and
// decoding: none panics, or takes much more than the header lets expect, and
// what strict reading takes, the others take and find the same in it.
func FuzzReadCoefficients(f *testing.F) {
	for _, o := range []EncodeOptions{{}, {Progressive: true}, {Progressive: true, Restart: 2}, {Quality: 100, Restart: 1}} {
		var b bytes.Buffer
		if err := Encode(&b, sample.Scene(43, 29, 2), o); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add(handFile(meanScan(), handScan{ss: 1, se: 63, values: "\xf0\x01\x00", bits: "00 01 1 10  00 00 00 01 0 10"}))
	sequential := handFile(handScan{se: 63, values: "\x00", bits: "0000 0000"})
	for marker := byte(0xc0); marker <= 0xca; marker++ { // other kinds of coding, among them arithmetic
		f.Add(bytes.Replace(sequential, []byte("\xff\xc2"), []byte{0xff, marker}, 1))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := DecodeOptions{Limits: Limits{Pixels: 1 << 20, Memory: 16 << 20, Scans: 50}}
		strict, faults, err := ReadCoefficients(context.Background(), data, o)
		if err == nil && len(faults) > 0 {
			t.Errorf("strict reading returns faults: %v", faults)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		o.Tolerant = true
		tolerant, faults, tolerantErr := ReadCoefficients(context.Background(), data, o)
		runtime.ReadMemStats(&after)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("reading took %v", took)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > uint64(o.Limits.Memory+int64(10*len(data)))+4<<20 {
			t.Errorf("reading took %d bytes", n)
		}
		d, decodeErr := NewDecoder(context.Background(), data, DecodeOptions{Limits: o.Limits})
		if err != nil {
			var fault *Fault
			if errors.As(err, &fault) && tolerantErr == nil && len(faults) == 0 {
				t.Errorf("strict reading says %v, and tolerant nothing", err)
			}
			return
		}
		if tolerantErr != nil || len(faults) > 0 || !reflect.DeepEqual(strict, tolerant) {
			t.Errorf("strict reading is content, and tolerant says: %v %v", tolerantErr, faults)
		}
		if decodeErr != nil {
			t.Fatalf("reading is content, and a decoder says: %v", decodeErr)
		}
		if d.Header().Components == nil || !reflect.DeepEqual(d.Header(), strict.Header) {
			t.Errorf("the headers differ: %v, %v", d.Header(), strict.Header)
		}
		for _, o := range []EncodeOptions{{Optimize: true}, {Progressive: true}} {
			roundTrip(t, strict, o)
		}
	})
}

// roundTrip writes coefficients and reads them again.
func roundTrip(t *testing.T, c *Coefficients, o EncodeOptions) {
	var b bytes.Buffer
	if err := c.Encode(&b, o); err != nil {
		if !errors.Is(err, errEncodeRange) { // corrupt files may have what no 8-bit samples give
			t.Errorf("%s: write again: %v", encMode(o), err)
		}
		return
	}
	again, _, err := ReadCoefficients(context.Background(), b.Bytes(), DecodeOptions{})
	if err != nil {
		t.Fatalf("%s: read again: %v", encMode(o), err)
	}
	encCompare(t, again, c, true)
}
