package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"

	"lamtoen/internal/day"
)

// entry is one file of an archive.
type entry struct {
	name string
	data []byte
}

// archive packs files, in their order and with the edition's day as their time, so that the same files give the same bytes.
func archive(entries []entry, at day.Date) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if !at.IsZero() {
			header.Modified = at.Start().UTC()
		}
		part, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(e.data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
