package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/sample"
)

// usage ends a script whose command is written wrongly.
func usage(ts *testscript.TestScript, neg bool, ok bool, text string) {
	if neg || !ok {
		ts.Fatalf("usage: %s", text)
	}
}

// photoDrawer makes `photos DIR [N]`: the sample photos in DIR; with N that
// many equal ones instead. They are drawn once for all scripts.
func photoDrawer() func(*testscript.TestScript, bool, []string) {
	draw := sync.OnceValues(sample.Files)
	return func(ts *testscript.TestScript, neg bool, args []string) {
		usage(ts, neg, len(args) == 1 || len(args) == 2, "photos DIR [N]")
		files, err := draw()
		ts.Check(err)
		if len(args) == 2 {
			n, err := strconv.Atoi(args[1])
			ts.Check(err)
			files = many(files[0].Data, n)
		}
		for _, f := range files {
			path := filepath.Join(ts.MkAbs(args[0]), f.Name)
			ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
			ts.Check(os.WriteFile(path, f.Data, 0o644))
		}
	}
}

func many(photo []byte, n int) []sample.File {
	files := make([]sample.File, n)
	for i := range files {
		files[i] = sample.File{Name: fmt.Sprintf("p%03d.jpg", i), Data: photo}
	}
	return files
}

// drawPortraits is `portraits DIR`: people with red eyes and yellow teeth, and
// one with neither, each as JPEG and as PNG.
func drawPortraits(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "portraits DIR")
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	for name, mends := range map[string]bool{"red": true, "plain": false} {
		m := sample.Scene(400, 320, 7)
		sample.Portrait{X: 192, Y: 160, Height: 180, RedEyes: mends, Smile: mends}.Draw(m)
		for _, f := range []imageio.Format{imageio.JPEG, imageio.PNG, imageio.TIFF} {
			var b bytes.Buffer
			ts.Check(imageio.Encode(&b, imageio.Photo{Image: m}, imageio.EncodeOptions{Format: f, Quality: 93}))
			ts.Check(os.WriteFile(filepath.Join(dir, name+"."+string(f)), b.Bytes(), 0o644))
		}
	}
}

// exits is `exits CODE PROGRAM ARG...`: the program ends with exactly CODE.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) >= 2, "exits CODE PROGRAM ARG...")
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("%s exits with %d, not %s", strings.Join(args[1:], " "), code, args[0])
	}
}

// keepOutput is `keep NAME`: the variable NAME becomes what was answered last.
func keepOutput(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "keep NAME")
	answer := ts.ReadFile("stdout")
	if !strings.HasSuffix(answer, "\n") || strings.Count(answer, "\n") != 1 {
		ts.Fatalf("the answer is not one line: %q", answer)
	}
	ts.Setenv(args[0], strings.TrimSpace(answer))
}

// background is the key of the processes that signal has found.
type background struct{}

type started struct{ commands []*exec.Cmd }

// signalAll is `signal NAME GLOB`: once a file of that glob is there, all
// background processes get the signal.
func signalAll(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "signal INT|TERM GLOB")
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM}
	await(ts, args[1])
	s := ts.Value(background{}).(*started)
	s.commands = ts.BackgroundCmds()
	for _, cmd := range s.commands {
		ts.Check(cmd.Process.Signal(signals[args[0]]))
	}
}

// await returns when a file of that glob is there.
func await(ts *testscript.TestScript, glob string) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if len(find(ts, glob)) > 0 {
			return
		}
	}
	ts.Fatalf("no %s appears", glob)
}

// ended is `ended CODE`, after a wait: all signalled processes have ended
// with CODE.
func ended(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "ended CODE")
	s := ts.Value(background{}).(*started)
	if len(s.commands) == 0 {
		ts.Fatalf("nothing was signalled")
	}
	for _, cmd := range s.commands {
		if cmd.ProcessState == nil {
			ts.Fatalf("wait first")
		}
		if code := cmd.ProcessState.ExitCode(); strconv.Itoa(code) != args[0] {
			ts.Fatalf("%s ended with %d, not %s", cmd, code, args[0])
		}
	}
}

// checkSize is `imagesize FILE WxH`: the picture as it is shown.
func checkSize(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "imagesize FILE WxH")
	photo, err := imageio.Decode(context.Background(), []byte(ts.ReadFile(args[0])), imageio.DecodeOptions{})
	ts.Check(err)
	b := photo.Image.Bounds()
	if size := strconv.Itoa(b.Dx()) + "x" + strconv.Itoa(b.Dy()); size != args[1] {
		ts.Fatalf("%s is %s, not %s", args[0], size, args[1])
	}
}

// widen is `wide FILE`: the photo gets the profile of Adobe RGB, and so other
// colours.
func widen(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "wide FILE")
	photo, err := imageio.Decode(context.Background(), []byte(ts.ReadFile(args[0])), imageio.DecodeOptions{})
	ts.Check(err)
	photo.ICC = icc.AdobeRGB()
	var b bytes.Buffer
	ts.Check(imageio.Encode(&b, photo, imageio.EncodeOptions{Format: photo.Format}))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// damage is `damage FILE`: one byte is another, and the size is the same.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "damage FILE")
	data := []byte(ts.ReadFile(args[0]))
	data[len(data)/2] ^= 0xff
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o644))
}

// countFiles is `count N GLOB`: so many files match, with ** for any folders.
func countFiles(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "count N GLOB")
	if files := find(ts, args[1]); strconv.Itoa(len(files)) != args[0] {
		ts.Fatalf("%d files match %s, not %s: %v", len(files), args[1], args[0], files)
	}
}

func find(ts *testscript.TestScript, glob string) []string {
	files, err := doublestar.FilepathGlob(ts.MkAbs(glob), doublestar.WithFilesOnly())
	ts.Check(err)
	return files
}
