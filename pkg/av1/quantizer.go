package av1

// Quantizer returns libaom's quantizer for a quality of 1 to 100, such that a
// photo is about as near to the original as in a JPEG of that quality, in
// little more than half the bytes: by the distance of luma at 40, 60, 75, 85
// and 92. From 75 on, a step of quality is one of the quantizer.
func Quantizer(quality int) int {
	const (
		fine     = 75 // the quality from which on steps are whole ones
		coarsest = 62
		there    = 101 - fine
	)
	quality = min(max(quality, 1), 100)
	if quality >= fine {
		return 101 - quality
	}
	return coarsest - (quality*(coarsest-there)+fine/2)/fine
}
