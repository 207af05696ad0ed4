package network

// job is what a convolution does for some pixels that follow each other, and
// for 8 or 16 of their channels, a panel: the bias, and what lies under the
// kernel times its weights, and another tensor's values; all of it rectified.
// Steps are in floats.
type job struct {
	dst     []float32
	dstStep int // from pixel to pixel
	src     []float32
	srcStep int
	rows    int // of the kernel
	rowStep int // from row to row, in src
	depth   int // values of a row
	weights []float32
	width   int // of the panel; so many weights for each value
	count   int // pixels
	bias    []float32
	slope   []float32
	// What is added, the first eight channels and the second.
	more     [2][]float32
	moreStep [2]int
}

// fits panics if the job reaches beyond its slices.
func (j *job) fits() {
	last := j.count - 1
	_, _ = j.dst[last*j.dstStep+j.width-1], j.src[last*j.srcStep+(j.rows-1)*j.rowStep+j.depth-1]
	_, _, _ = j.weights[j.rows*j.depth*j.width-1], j.bias[j.width-1], j.slope[j.width-1]
	for k := range j.width / 8 {
		_ = j.more[k][last*j.moreStep[k]+7]
	}
}

// multiplyGo does a job. Each sum is made in the order of the values.
func multiplyGo(j *job) {
	for p := range j.count {
		to := j.dst[p*j.dstStep:][:j.width]
		copy(to, j.bias)
		weights := j.weights
		for row := range j.rows {
			for _, v := range j.src[p*j.srcStep+row*j.rowStep:][:j.depth] {
				for i, w := range weights[:j.width] {
					to[i] += float32(v * w)
				}
				weights = weights[j.width:]
			}
		}
		for i, v := range to {
			v += j.more[i/8][p*j.moreStep[i/8]+i%8]
			to[i] = max(v, 0) + float32(j.slope[i]*min(v, 0))
		}
	}
}
