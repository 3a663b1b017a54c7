package classes

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lamtoen/internal/fault"
	"lamtoen/internal/pdf"
	"lamtoen/web"
)

// The sheet of cards in mm: two across and five down on A4, cut along the lines.
const (
	cardWidth   = 90.0
	cardHeight  = 54.0
	cardsLeft   = 15.0
	cardsTop    = 13.5
	cardsAcross = 2
	cardsDown   = 5
)

// drawings are the pictures as the PDF draws them, read once from the file that browsers get.
//
//nolint:gochecknoglobals // a cache of a built-in file
var drawings = sync.OnceValues(readDrawings)

// symbol is one picture of the file.
type symbol struct {
	ID      string `xml:"id,attr"`
	ViewBox string `xml:"viewBox,attr"`
	Inner   string `xml:",innerxml"`
}

func readDrawings() (map[string]*pdf.Picture, error) {
	data, err := web.Files.ReadFile("static/pictures.svg")
	if err != nil {
		return nil, fmt.Errorf("classes: %w", err)
	}
	list := map[string]*pdf.Picture{}
	reader := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := reader.Token()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("classes: pictures.svg: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "symbol" {
			continue
		}
		var one symbol
		if err := reader.DecodeElement(&one, &start); err != nil {
			return nil, fmt.Errorf("classes: pictures.svg: %w", err)
		}
		svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s">%s</svg>`, one.ViewBox, one.Inner)
		if list[one.ID], err = pdf.ParseSVG(one.ID, []byte(svg)); err != nil {
			return nil, fmt.Errorf("classes: pictures.svg: %w", err)
		}
	}
}

// Card is what stands on a pupil's card.
type Card struct {
	Pupil
	Pictures []string
}

// CardsOf gives the cards of those pupils who are here, or of those among them whose rolls are given.
func (s *Service) CardsOf(ctx context.Context, class string, rolls ...int) (Class, []Card, error) {
	c, err := s.openClass(ctx, class)
	if err != nil {
		return c, nil, err
	}
	list, err := s.pupilsOf(ctx, c)
	if err != nil {
		return c, nil, err
	}
	var cards []Card
	for _, p := range list {
		if p.Here() && (len(rolls) == 0 || slices.Contains(rolls, p.Roll)) {
			cards = append(cards, Card{Pupil: p, Pictures: s.picturesOf(p)})
		}
	}
	if len(cards) == 0 {
		return c, nil, fault.NotFound("There is no such pupil in this class now.")
	}
	return c, cards, nil
}

// Cards draws the cards of a class as PDF, of those pupils who are here or of those among them whose rolls are given. The same
// cards give the same bytes.
func (s *Service) Cards(ctx context.Context, class string, rolls ...int) ([]byte, error) {
	c, cards, err := s.CardsOf(ctx, class, rolls...)
	if err != nil {
		return nil, err
	}
	pictures, err := drawings()
	if err != nil {
		return nil, err
	}
	at, _ := s.deps.Schools.School(c.School)
	d := pdf.New(pdf.Options{Title: "Cards of class " + c.Label, Author: at.Name, Lang: "en", Created: c.Opened, Margin: 10, Spare: true})
	sheet := cardSheet{d: d, class: c, school: at.Name, address: address(s.origin) + "/card", pictures: pictures}
	for i, card := range cards {
		place := i % (cardsAcross * cardsDown)
		if i > 0 && place == 0 {
			d.NewPage()
		}
		sheet.draw(cardsLeft+float64(place%cardsAcross)*cardWidth, cardsTop+float64(place/cardsAcross)*cardHeight, card)
	}
	return d.Bytes()
}

// address is an origin as people type it.
func address(origin string) string {
	return strings.TrimPrefix(strings.TrimPrefix(origin, "https://"), "http://")
}

// cardSheet draws cards.
type cardSheet struct {
	d        *pdf.Document
	class    Class
	school   string
	address  string
	pictures map[string]*pdf.Picture
}

// draw draws one card with its upper left corner at (x, y). The line for the name is filled in with a pen: no name is known here.
func (s cardSheet) draw(x, y float64, card Card) {
	d := s.d
	small := pdf.Style{Size: 7.5, Color: pdf.Muted}
	d.Frame(x, y, cardWidth, cardHeight, 0.15, pdf.Muted) // where to cut
	d.Text(x+4, y+6, s.school, small)
	d.Text(x+cardWidth-4, y+6, s.class.Label+" · "+s.class.Year, pdf.Style{Size: 7.5, Color: pdf.Muted, Align: pdf.Right})
	d.Picture(s.pictures[card.Avatar], x+4, y+9, 15, false)
	d.Text(x+23, y+13, "Number", small)
	d.Text(x+23, y+22, strconv.Itoa(card.Shown), pdf.Style{Size: 24, Bold: true})
	d.Text(x+45, y+13, "Class code", small)
	d.Text(x+45, y+21.5, GroupCode(s.class.Code), pdf.Style{Size: 19, Bold: true})
	for i, name := range card.Pictures {
		left := x + 4 + float64(i)*21
		d.Text(left+1, y+32, strconv.Itoa(i+1), small)
		d.Picture(s.pictures[name], left+3.5, y+28, 12, false)
		d.Text(left+9.5, y+43, name, pdf.Style{Size: 7.5, Align: pdf.Centre})
	}
	d.Text(x+cardWidth-4, y+34, "Tap these three", pdf.Style{Size: 7.5, Color: pdf.Muted, Align: pdf.Right})
	d.Text(x+cardWidth-4, y+38, "in this order.", pdf.Style{Size: 7.5, Color: pdf.Muted, Align: pdf.Right})
	d.Text(x+4, y+50.5, s.address, small)
	d.Text(x+44, y+50.5, "Name", small)
	d.Line(x+52, y+51, x+cardWidth-4, y+51, 0.2, pdf.Ink)
}
