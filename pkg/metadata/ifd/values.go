package ifd

// Text is an entry of the kind ASCII; the zero that ends it is added.
func Text(tag uint16, s string) Entry {
	return Entry{Tag: tag, Kind: ASCII, Count: uint32(len(s) + 1), Value: append([]byte(s), 0)}
}

// Bytes is an entry of the kind Undefined.
func Bytes(tag uint16, value []byte) Entry {
	return Entry{Tag: tag, Kind: Undefined, Count: uint32(len(value)), Value: value}
}

// Shorts is an entry of 16-bit numbers.
func Shorts(order ByteOrder, tag uint16, numbers ...uint16) Entry {
	e := Entry{Tag: tag, Kind: Short, Count: uint32(len(numbers))}
	for _, n := range numbers {
		e.Value = order.AppendUint16(e.Value, n)
	}
	return e
}

// Longs is an entry of 32-bit numbers.
func Longs(order ByteOrder, tag uint16, numbers ...uint32) Entry {
	e := Entry{Tag: tag, Kind: Long, Count: uint32(len(numbers))}
	for _, n := range numbers {
		e.Value = order.AppendUint32(e.Value, n)
	}
	return e
}

// Ratio is an entry of one fraction without a sign.
func Ratio(order ByteOrder, tag uint16, over, under uint32) Entry {
	return Entry{Tag: tag, Kind: Rational, Count: 1, Value: order.AppendUint32(order.AppendUint32(nil, over), under)}
}
