package icc

import (
	"fmt"
	"math"
)

// FromCICP returns a profile for the colours that a file names by the code
// points of ITU-T H.273 for primaries and transfer characteristics, as HEIC,
// AVIF and PNG do. It returns nil without an error for sRGB, and for what is
// to be shown like sRGB: primaries or transfer that are not said (2), and
// the transfer of television (1, 6, 14, 15) with the primaries of BT.709. What
// cannot be described by curves and a matrix, or is reserved, is an error.
func FromCICP(primaries, transfer int) ([]byte, error) {
	name, p, known := primariesOf(primaries)
	if !known {
		return nil, fmt.Errorf("primaries of the number %d are %w", primaries, ErrUnsupported)
	}
	curve, known := transferOf(transfer)
	if !known {
		return nil, fmt.Errorf("a transfer curve of the number %d is %w", transfer, ErrUnsupported)
	}
	video := transfer == 1 || transfer == 6 || transfer == 14 || transfer == 15
	if p == sRGBPrimaries() && (video || transfer == 2 || transfer == 13) {
		return nil, nil
	}
	return matrixProfile(fmt.Sprintf("%s, transfer %d of H.273", name, transfer), p, curve), nil
}

// FromChromaticities is FromCICP for files that name x and y of red, green,
// blue and white, and their curve by a code point or, where that is 0, by the
// power that makes light of an encoded value.
func FromChromaticities(p [4][2]float64, transfer int, gamma float64) ([]byte, error) {
	area := (p[1][0]-p[0][0])*(p[2][1]-p[0][1]) - (p[2][0]-p[0][0])*(p[1][1]-p[0][1])
	if math.Abs(area) < 1e-3 || p[3][1] < 0.1 || p[3][1] > 1 || math.Abs(p[3][0]) > 1 {
		return nil, fmt.Errorf("primaries that span no colours are %w", ErrUnsupported)
	}
	curve, known := transferOf(transfer)
	if transfer == 0 {
		curve, known = parameters{gamma}, gamma >= 0.1 && gamma <= 10
	}
	if !known {
		return nil, fmt.Errorf("a transfer curve of the number %d is %w", transfer, ErrUnsupported)
	}
	return matrixProfile("Primaries that a photo names", p, curve), nil
}

// primariesOf returns those of H.273, table 2.
func primariesOf(code int) (name string, p primaries, known bool) {
	daylight := [2]float64{0.3127, 0.3290}
	switch code {
	case 1, 2:
		return "BT.709", sRGBPrimaries(), true
	case 4:
		return "BT.470 M", primaries{{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, {0.310, 0.316}}, true
	case 5:
		return "BT.601 625", primaries{{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, daylight}, true
	case 6, 7:
		return "BT.601 525", primaries{{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, daylight}, true
	case 9:
		return "BT.2020", primaries{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, daylight}, true
	case 11:
		return "DCI P3", primaries{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {0.314, 0.351}}, true
	case 12:
		return "Display P3", primaries{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, daylight}, true
	}
	return "", primaries{}, false
}

// transferOf returns the curves of H.273, table 3, from encoded values to
// light.
func transferOf(code int) (parameters, bool) {
	switch code {
	case 2, 13:
		return srgbCurve(), true
	case 1, 6, 14, 15:
		return parameters{1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081}, true
	case 4:
		return parameters{2.2}, true
	case 5:
		return parameters{2.8}, true
	case 8:
		return parameters{1}, true
	}
	return nil, false
}
