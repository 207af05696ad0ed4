package icc

// table is a lattice of colours over one, three or four values. Between its
// points it is linear in the first of four, and tetrahedral in the other
// three (Sakamoto and Itooka, US patent 4,275,413, long expired).
type table struct {
	in      int
	sides   [4]int // points a side
	steps   [4]int // from one point to the next of that side, in samples
	colours samples
}

// place is where a value lies between the points of its side.
type place struct {
	step int // to the next point, in samples; 0 at the last
	part float64
}

// look replaces the values by the colour there.
func (t *table) look(v *values) {
	var places [4]place
	at := 0
	for i := range t.in {
		n, part := split(v[i], t.sides[i])
		at += n * t.steps[i]
		if n < t.sides[i]-1 {
			places[i] = place{t.steps[i], part}
		}
	}
	switch t.in {
	case 1:
		*v = t.between(at, places[:1])
	case 3:
		*v = t.between(at, places[:3])
	default:
		*v = t.between(at, places[1:4])
		if first := places[0]; first.part > 0 {
			next := t.between(at+first.step, places[1:4])
			for i := range 3 {
				v[i] += first.part * (next[i] - v[i])
			}
		}
	}
}

// between walks from the point at to the opposite corner of its cell, along
// the sides in order of their parts.
func (t *table) between(at int, places []place) (v values) {
	var order [3]place
	n := copy(order[:], places)
	for i := 1; i < n; i++ {
		for j := i; j > 0 && order[j].part > order[j-1].part; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	weight := 1.0
	for i := range n + 1 {
		var next place
		if i < n {
			next = order[i]
		}
		if w := weight - next.part; w > 0 {
			for c := range 3 {
				v[c] += w * t.colours.value(at+c)
			}
		}
		weight = next.part
		at += next.step
	}
	return v
}
