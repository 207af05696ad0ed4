package imageio

// Metadata is what a photo's file says of itself besides its pixels. Its
// slices are copies of the file's bytes and are never written to.
type Metadata struct {
	// EXIF is the block that the file carries, a TIFF structure that begins
	// with "II" or "MM"; nil when there is none or it cannot be followed.
	EXIF []byte
	// XMP is the packet of XMP, an XML document; nil when there is none.
	XMP []byte
}

// The values of EncodeOptions.Metadata.
const (
	MetadataKeep = "keep" // dates, camera, exposure, description, artist, copyright
	MetadataAll  = "all"  // whatever the original had in EXIF and XMP
	MetadataNone = "none" // nothing but the colour profile
)

// maxMetadata bounds each block of metadata that is kept, in bytes.
const maxMetadata = 4 << 20
