package s3blob

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// summer is a checksum under way, in the spelling of S3's headers.
type summer struct{ hash.Hash }

func (s *summer) text() string { return base64.StdEncoding.EncodeToString(s.Sum(nil)) }

// nvme is the polynomial of CRC-64/NVME, which is what S3 uses by default.
const nvme = 0x9a6c9329ac4bc9b5

// expected returns how to verify an object, or nil when the server has told
// no checksum of its bytes as a whole.
func expected(out *s3.GetObjectOutput) (*summer, string) {
	if out.ChecksumType == types.ChecksumTypeComposite {
		return nil, ""
	}
	for _, c := range []struct {
		told *string
		make func() hash.Hash
	}{
		{out.ChecksumCRC32, func() hash.Hash { return crc32.NewIEEE() }},
		{out.ChecksumCRC32C, func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }},
		{out.ChecksumCRC64NVME, func() hash.Hash { return crc64.New(crc64.MakeTable(nvme)) }},
		{out.ChecksumSHA256, sha256.New},
		{out.ChecksumSHA1, sha1.New},
	} {
		// "...-3" is the checksum of three parts' checksums.
		if want := aws.ToString(c.told); want != "" && !strings.Contains(want, "-") {
			return &summer{c.make()}, want
		}
	}
	return nil, ""
}
