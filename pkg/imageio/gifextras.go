package imageio

import "bytes"

// gifExtras collects the comments and the XMP of a GIF (GIF89a, sections 24
// and 26; XMP specification, part 3, section 1.1.2).
func gifExtras(data []byte) extras {
	var x extras
	at := 13
	if len(data) < at {
		return x
	}
	at += gifTable(data[10])
	for at+2 <= len(data) {
		switch data[at] {
		case 0x21: // an extension
			blocks, end := gifBlocks(data, at+2)
			switch label := data[at+1]; {
			case label == 0xfe && len(x.Comments) < maxTexts && len(blocks) <= maxText:
				x.Comments = append(x.Comments, string(blocks))
			case label == 0xff && bytes.HasPrefix(blocks, []byte("XMP DataXMP")) && x.XMP == nil:
				// The packet stands there as it is, not in blocks; a ramp
				// of bytes behind it leads those who read blocks to its end.
				x.XMP, _, _ = bytes.Cut(data[min(at+14, end):end], []byte("\x01\xff\xfe\xfd"))
			}
			at = end
		case 0x2c: // a picture
			if at+10 > len(data) {
				return x
			}
			_, at = gifBlocks(data, at+11+gifTable(data[at+9]))
		default:
			return x
		}
	}
	return x
}

// gifTable is the length of a colour table, by the flags that announce it.
func gifTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (1 + flags&7)
}

// gifBlocks returns what blocks hold that begin at an offset, up to 64 KiB and
// a block, and where they end.
func gifBlocks(data []byte, at int) (content []byte, end int) {
	for at < len(data) && data[at] != 0 {
		next := at + 1 + int(data[at])
		if next > len(data) {
			return content, len(data)
		}
		if len(content) <= maxText {
			content = append(content, data[at+1:next]...)
		}
		at = next
	}
	return content, min(at+1, len(data))
}
