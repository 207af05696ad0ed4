package figures

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Print writes the figures of each folder, all faults, and the lines.
func (r *Report) Print(w io.Writer, lines []Line) error {
	var b strings.Builder
	for _, f := range r.Folders {
		red, teeth, faces := f.RedEyes, f.Teeth, f.Faces
		fmt.Fprintf(&b, "%s: %s\n", f.Folder, counted(f.Photos, "photo"))
		fmt.Fprintf(&b, "  redeye: %d of %d eyes, %d of %d weak ones; %d false, %d of them where either is right\n",
			red.Mended, red.Eyes, red.WeakToo, red.Weak, red.False, red.Ambiguous)
		fmt.Fprintf(&b, "  teeth: %d of %d boxes; %.3f outside; %d wild, %d more without marks\n",
			teeth.Whitened, teeth.Boxes, teeth.Share(), teeth.Wild-teeth.Unasked, teeth.Unasked)
		fmt.Fprintf(&b, "  faces: %d of %d; %d false, %d unmarked\n", faces.Found, faces.Marked, faces.False, faces.Unmarked)
	}
	for i, f := range r.Faults {
		if i == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s: %s at %d,%d, %d x %d; expected %s: %s\n", f.Photo, f.What, f.X, f.Y, f.Width, f.Height, f.Expected, f.Detail)
	}
	b.WriteString("\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "FIGURE\tVALUE\tFLOOR\tAIM\t\t")
	for _, l := range lines {
		kept := ""
		if !l.Kept {
			kept = "MISSED"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", l.Name, l.number(&l.Value), l.number(l.Floor), l.number(l.Aim), kept, l.Detail)
	}
	return t.Flush()
}

func (l Line) number(v *float64) string {
	switch {
	case v == nil:
		return "-"
	case l.whole:
		return fmt.Sprintf("%.0f", *v)
	}
	return fmt.Sprintf("%.3f", *v)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
