package job_test

import (
	"math/rand/v2"
	"testing"

	"github.com/photoq/photoq/pkg/job"
)

func TestRangesHoldWhatWasAdded(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		var set job.Ranges
		want := map[int]bool{}
		for i := range 200 {
			if r.IntN(3) > 0 {
				set.Add(i)
				want[i] = true
			}
		}
		for i := -2; i < 203; i++ {
			if set.Has(i) != want[i] {
				t.Fatalf("seed %d: %d is in the set: %v, want %v; %v", seed, i, set.Has(i), want[i], set)
			}
		}
		if set.Len() != len(want) {
			t.Fatalf("seed %d: %d in the set, want %d", seed, set.Len(), len(want))
		}
	}
}

func TestRangesJoinNeighbours(t *testing.T) {
	var set job.Ranges
	for i := range 100_000 {
		set.Add(i)
	}
	if len(set) != 1 || set.Len() != 100_000 {
		t.Errorf("100,000 neighbours are %d ranges of %d", len(set), set.Len())
	}
	if none := (job.Ranges)(nil); none.Has(0) || none.Len() != 0 {
		t.Error("the empty set has something in it")
	}
}

func TestRoundsOutOfOrderAreRefused(t *testing.T) {
	for _, text := range []string{
		"x", `{}`, `{"round":0}`, `{"round":-1}`, `{"round":1,"photos":[[2,1]]}`, `{"round":1,"photos":[[0,3],[3,4]]}`,
		`{"round":1,"photos":[[5,6],[1,2]]}`, `{"round":1,"photos":[[-1,2]]}`,
	} {
		if r, err := job.ParseRound([]byte(text)); err == nil {
			t.Errorf("%s: parsed as %+v, want an error", text, r)
		}
	}
	r, err := job.ParseRound([]byte(`{"round":2,"photos":[[0,0],[2,5]]}`))
	if err != nil || r.Number != 2 || r.Photos.Len() != 5 {
		t.Errorf("parsed as %+v, %v", r, err)
	}
}

func TestTheLastRoundOfAPhotoIsTheLastItWasQueuedIn(t *testing.T) {
	rounds := []job.Round{{Number: 1, Photos: job.Ranges{{0, 9}}}, {Number: 2, Photos: job.Ranges{{3, 3}}}, {Number: 5, Photos: job.Ranges{{4, 5}}}}
	for photo, want := range map[int]int{0: 1, 3: 2, 4: 5, 5: 5, 6: 1, 10: 0} {
		if got := job.LastRound(rounds, photo); got != want {
			t.Errorf("photo %d: round %d, want %d", photo, got, want)
		}
	}
}
