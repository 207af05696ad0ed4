// Package servertest starts real SQS and S3 servers on the loopback interface
// for tests. None of them is Amazon's, and each has quirks of its own, so a
// driver is tested against more than one.
//
// A server whose program is not installed skips the test and says how to get
// it; where the environment has CI=true that is a failure instead, so that
// nothing goes untested in silence.
package servertest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Server is a running server. It ends with the test that started it.
type Server struct {
	Endpoint  string // "http://127.0.0.1:PORT"
	Region    string
	AccessKey string
	SecretKey string
}

// Config returns an AWS configuration with the server's region and
// credentials. The endpoint is not in it, so that it is passed in the way a
// user's --endpoint-url is.
func (s Server) Config() aws.Config {
	return aws.Config{
		Region: s.Region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: s.AccessKey, SecretAccessKey: s.SecretKey, Source: "servertest"}, nil
		}),
	}
}

// Environ returns the variables that lead another process, such as the
// photoq program itself, to the server's credentials, as "KEY=value".
func (s Server) Environ() []string {
	return []string{
		"AWS_ACCESS_KEY_ID=" + s.AccessKey,
		"AWS_SECRET_ACCESS_KEY=" + s.SecretKey,
		"AWS_REGION=" + s.Region,
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
	}
}

// Moto starts moto, which serves SQS and S3 (and much else of AWS) from
// memory. It checks neither credentials nor stale receipts, and is slow:
// about 100 messages a second.
func Moto(t testing.TB) Server {
	t.Helper()
	program := find(t, program{name: "moto_server", env: "PHOTOQ_TEST_MOTO", what: "moto"})
	return start(t, spec{
		name: "moto",
		command: func(port string) []string {
			return []string{program, "-H", "127.0.0.1", "-p", port}
		},
		ready: "/moto-api/",
	})
}

// VersityGW starts versitygw, which serves S3 over a new folder, verifies
// signatures and checksums and is fast.
func VersityGW(t testing.TB) Server {
	t.Helper()
	program := find(t, program{name: "versitygw", env: "PHOTOQ_TEST_VERSITYGW", what: "versitygw"})
	dir := t.TempDir()
	return start(t, spec{
		name: "versitygw",
		command: func(port string) []string {
			return []string{program, "--port", "127.0.0.1:" + port, "--access", accessKey, "--secret", secretKey,
				"--region", region, "--quiet", "--keep-alive", "--health", "/health", "posix", dir}
		},
		ready: "/health",
	})
}

// ElasticMQ starts ElasticMQ, which serves SQS from memory and is fast, but
// takes about three seconds to start.
func ElasticMQ(t testing.TB) Server {
	t.Helper()
	jars := findJars(t)
	java := find(t, program{name: "java", env: "PHOTOQ_TEST_JAVA", what: "ElasticMQ (it needs java)"})
	dir := t.TempDir()
	return start(t, spec{
		name: "ElasticMQ",
		command: func(port string) []string {
			config := filepath.Join(dir, "elasticmq.conf")
			if err := os.WriteFile(config, []byte(elasticConfig(port)), 0o600); err != nil {
				t.Fatalf("write the configuration of ElasticMQ: %v", err)
			}
			return []string{java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dconfig.file=" + config,
				"-cp", filepath.Join(jars, "*"), "org.elasticmq.server.Main"}
		},
		ready: "/health",
	})
}

// elasticConfig binds to loopback only. The node address is what queue URLs
// are made of.
func elasticConfig(port string) string {
	return `include classpath("application.conf")
pekko.loglevel = "WARNING"
node-address { protocol = http, host = "127.0.0.1", port = ` + port + `, context-path = "" }
rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ` + port + `, sqs-limits = strict }
rest-stats { enabled = false }
aws { region = ` + region + `, accountId = 000000000000 }
`
}
