package courses

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// maxMedia is the largest picture, in bytes: a page must load on a slow phone.
const maxMedia = 200 << 10

// Media is one picture of a course.
type Media struct {
	Name   string `json:"name"` // flood.svg, under the course's media folder
	Type   string `json:"type"` // image/svg+xml, image/webp
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Hash   string `json:"hash"` // h1: of the bytes
	Data   []byte `json:"data"`
}

// MediaPath is the address of a picture in rendered HTML. It holds the version, so it may be cached for ever.
func MediaPath(course CourseID, version Version, name string) string {
	return "/media/" + string(course) + "/" + string(version) + "/" + name
}

// readMedia checks one picture and reads its size in pixels. The error says what is wrong and how to mend it.
func readMedia(name string, data []byte) (Media, error) {
	m := Media{Name: name, Data: data, Hash: hashBytes(data)}
	var err error
	switch path.Ext(name) {
	case ".svg":
		m.Type = "image/svg+xml"
		m.Width, m.Height, err = svgSize(data)
	case ".webp":
		m.Type = "image/webp"
		m.Width, m.Height, err = webpSize(data)
	default:
		err = errors.New("pictures are .svg or .webp; convert it")
	}
	if err == nil && (m.Width < 1 || m.Height < 1 || m.Width > 10000 || m.Height > 10000) {
		err = errors.New("the picture has no usable size; give width and height, or a viewBox")
	}
	return m, err
}

// svgSize reads the size of a drawing, and refuses whatever in it could act or fetch: the file is served from our own origin.
func svgSize(data []byte) (width, height int, err error) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && depth > 0 {
			return width, height, nil
		}
		if err != nil {
			return 0, 0, errors.New("the file is not well-formed SVG; export it again")
		}
		switch t := token.(type) {
		case xml.Directive: // entities could grow without bound or read files in a careless reader
			return 0, 0, errors.New("the drawing has a <!DOCTYPE …>; remove it")
		case xml.StartElement:
			if err := safeElement(t); err != nil {
				return 0, 0, err
			}
			if depth == 0 {
				width, height = drawingSize(t)
			}
			depth++
		}
	}
}

// safeElement knows no list of good elements, only what acts, fetches or nests a foreign document: authors draw with programs that
// write much that is harmless.
func safeElement(e xml.StartElement) error {
	switch strings.ToLower(e.Name.Local) {
	case "script", "foreignobject", "iframe", "image", "animate", "set", "style":
		return errors.New("the drawing holds <" + e.Name.Local + ">; use plain shapes, paths and text with attributes only")
	}
	for _, a := range e.Attr {
		name, to := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
		if strings.HasPrefix(name, "on") {
			return errors.New("the drawing holds the script attribute " + a.Name.Local + "; remove it")
		}
		if name == "href" && !strings.HasPrefix(to, "#") || strings.Contains(to, "url(") && !strings.Contains(to, "url(#") {
			return errors.New("the drawing fetches another file; draw it in, or remove it")
		}
	}
	return nil
}

// drawingSize takes width and height, or else the last two numbers of the viewBox.
func drawingSize(root xml.StartElement) (width, height int) {
	if root.Name.Local != "svg" {
		return 0, 0
	}
	var box []string
	for _, a := range root.Attr {
		switch a.Name.Local {
		case "width":
			width = pixels(a.Value)
		case "height":
			height = pixels(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
		}
	}
	if (width == 0 || height == 0) && len(box) == 4 {
		width, height = pixels(box[2]), pixels(box[3])
	}
	return width, height
}

// pixels rounds a length without unit or in px; any other unit is none, and then the viewBox counts.
func pixels(s string) int {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(f >= 0 && f < 1e6) {
		return 0
	}
	return int(f + 0.5)
}

var errWebP = errors.New("the file is not a WebP picture; convert it again")

// webpSize reads the size from the first chunk (RFC 9649, sections 2.4 to 2.7).
func webpSize(b []byte) (width, height int, err error) {
	if len(b) < 30 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return 0, 0, errWebP
	}
	switch string(b[12:16]) {
	case "VP8 ": // 14 bits each, after the frame tag and the start code
		return int(binary.LittleEndian.Uint16(b[26:])) & 0x3fff, int(binary.LittleEndian.Uint16(b[28:])) & 0x3fff, nil
	case "VP8L": // 14 bits each, less one, after the signature byte
		bits := binary.LittleEndian.Uint32(b[21:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, nil
	case "VP8X": // 24 bits each, less one
		return 1 + int(b[24]) + int(b[25])<<8 + int(b[26])<<16, 1 + int(b[27]) + int(b[28])<<8 + int(b[29])<<16, nil
	}
	return 0, 0, errWebP
}
