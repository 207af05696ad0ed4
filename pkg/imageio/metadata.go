package imageio

import "github.com/photoq/photoq/pkg/metadata"

// Metadata is what a photo's file says of itself besides its pixels. Its
// slices are copies of the file's bytes and are never written to.
type Metadata = metadata.Block

// The values of EncodeOptions.Metadata.
const (
	MetadataKeep = metadata.Keep // dates, camera, exposure, description, artist, copyright
	MetadataAll  = metadata.All  // whatever the original had
	MetadataNone = metadata.None // nothing but the colour profile
)

// maxMetadata bounds each block of metadata that is kept, in bytes.
const maxMetadata = metadata.Max
