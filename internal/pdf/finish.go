package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
)

// finish adds to gofpdf's file what gofpdf cannot write: the document's
// language, the title in the window's title bar, and a file identifier made of
// the content, and calls it PDF 1.7 (ISO 32000-1, 7.7.2, 12.2 and 14.4). The
// catalogue is the last object before the cross-reference table, so no offset
// in that table moves.
func finish(file []byte, lang string) ([]byte, error) {
	const header = "%PDF-1."
	const catalogEnd = ">>\nendobj\nxref\n"
	const trailerEnd = ">>\nstartxref\n"
	catalog := bytes.LastIndex(file, []byte(catalogEnd))
	trailer := bytes.LastIndex(file, []byte(trailerEnd))
	if !bytes.HasPrefix(file, []byte(header)) || catalog < 0 || trailer < catalog {
		return nil, errors.New("pdf: the document does not end as expected")
	}
	added := fmt.Sprintf("/Lang (%s)\n/ViewerPreferences <</DisplayDocTitle true>>\n", lang)
	xref := catalog + len(added) + len(">>\nendobj\n")
	id := sha256.Sum256(file)

	var b bytes.Buffer
	b.Grow(len(file) + 256)
	b.WriteString(header + "7")
	b.Write(file[len(header)+1 : catalog])
	b.WriteString(added)
	b.Write(file[catalog:trailer])
	fmt.Fprintf(&b, "/ID [<%x><%x>]\n", id[:16], id[:16])
	b.WriteString(trailerEnd + strconv.Itoa(xref) + "\n%%EOF\n")
	return b.Bytes(), nil
}
