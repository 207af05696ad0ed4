package ycc

import (
	"runtime"
	"testing"

	"golang.org/x/sys/cpu"
)

// If a vector routine never ran, the comparisons with it would prove nothing.
func TestVectorRoutinesRunWhereThereAreAny(t *testing.T) {
	a, b, c, d := make([]byte, 128), make([]byte, 128), make([]byte, 128), make([]byte, 128)
	want := runtime.GOARCH == "arm64" || cpu.X86.HasAVX2
	for name, got := range map[string]bool{
		"ToRGBA":    vectorToRGBA(a, b[:32], c[:32], d[:32]),
		"FromRGBA":  vectorFromRGBA(a[:32], b[:32], c[:32], d),
		"WidenRow":  vectorWidenRow(a[:64], b[:34]),
		"WidenRows": vectorWidenRows(a[:64], b[:34], c[:34]),
		"MixRows":   vectorMixRows(a[:32], b[:32], c[:32], 1),
		"HalveRow":  vectorHalveRow(a[:32], b[:64]),
		"HalveRows": vectorHalveRows(a[:32], b[:64], c[:64]),
		"HalveDown": vectorHalveDown(a[:32], b[:32], c[:32]),
	} {
		if got != want {
			t.Errorf("%s: a vector routine ran: %t, want %t", name, got, want)
		}
	}
}
