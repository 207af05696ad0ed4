//go:build !amd64 && !arm64

package ycc

func vectorToRGBA(dst, y, cb, cr []byte) bool               { return false }
func vectorFromRGBA(y, cb, cr, src []byte) bool             { return false }
func vectorWidenRow(dst, src []byte) bool                   { return false }
func vectorWidenRows(dst, near, far []byte) bool            { return false }
func vectorMixRows(dst, near, far []byte, bias uint32) bool { return false }
func vectorHalveRow(dst, src []byte) bool                   { return false }
func vectorHalveRows(dst, upper, lower []byte) bool         { return false }
func vectorHalveDown(dst, upper, lower []byte) bool         { return false }
