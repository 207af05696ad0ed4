package servertest

import (
	"net/http"
	"testing"
)

func TestServersAnswerAndEnd(t *testing.T) {
	for name, start := range map[string]func(testing.TB) Server{
		"moto": Moto, "versitygw": VersityGW, "ElasticMQ": ElasticMQ,
	} {
		t.Run(name, func(t *testing.T) {
			var s Server
			t.Run("running", func(t *testing.T) {
				s = start(t)
				response, err := http.Get(s.Endpoint)
				if err != nil {
					t.Fatalf("ask the server: %v", err)
				}
				response.Body.Close()
			})
			if s.Endpoint == "" {
				t.Skip("not installed")
			}
			if response, err := http.Get(s.Endpoint); err == nil {
				response.Body.Close()
				t.Errorf("the server still answers at %s after its test has ended", s.Endpoint)
			}
		})
	}
}
