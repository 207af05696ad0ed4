package metadata

// keptTexts returns what Keep leaves of the text chunks of a PNG: of the names
// that the standard gives (PNG, third edition, section 11.3.3.2), those of the
// author, the description, the copyright and the date.
func keptTexts(texts []Text) []Text {
	var kept []Text
	for _, t := range texts {
		switch t.Name {
		case "Title", "Author", "Description", "Copyright", "Creation Time":
			kept = append(kept, t)
		}
	}
	return kept
}
