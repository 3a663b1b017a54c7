package route

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Download is a file that is written while it is sent, so that its length does not matter.
type Download struct {
	Name  string // to be saved under; nothing in it may need quoting
	Type  string // the media type
	Write func(io.Writer) error
}

// buffered is how much of a download is gathered before it goes on its way, in bytes.
const buffered = 32 << 10

// Send sends a download. Texts are packed where the reader can unpack them. When writing fails half-way the connection breaks, so that
// nobody takes a part for the whole.
func Send(c *fiber.Ctx, d Download) error {
	c.Set(fiber.HeaderContentType, d.Type)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+d.Name+`"`)
	packs := strings.HasPrefix(d.Type, "text/") || strings.HasPrefix(d.Type, "application/json")
	if packs {
		c.Vary(fiber.HeaderAcceptEncoding)
		packs = strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip")
	}
	if packs {
		c.Set(fiber.HeaderContentEncoding, "gzip")
	}
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(write(writer, d, packs)) }() // the server closes the reader when the asker has gone
	c.Context().SetBodyStream(reader, -1)
	return nil
}

// write writes the download into the pipe. A panic breaks this download alone.
func write(to io.Writer, d Download, packs bool) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("route: download %s: %v", d.Name, p)
		}
	}()
	out := bufio.NewWriterSize(to, buffered)
	if !packs {
		if err := d.Write(out); err != nil {
			return err
		}
		return out.Flush()
	}
	packed, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if err := d.Write(packed); err != nil {
		return err
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return out.Flush()
}
