package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook, beside those of every file: it is a packed folder, and what it unpacks to is what costs.
const (
	maxUnpacked = 160 << 20 // bytes of everything in it
	maxParts    = 2000      // files in it
	maxBlank    = 5000      // rows without anything, after which the rest of a sheet is not looked at
)

// readXLSX reads the first sheet that has rows. The values are read raw, as the file keeps them: a date is the number of its
// day, whatever it looks like on the screen.
func readXLSX(data []byte) (t Table, err error) {
	if err := checkPacked(data); err != nil {
		return Table{}, err
	}
	defer func() { // the reader is not ours, and the bytes are anybody's
		if r := recover(); r != nil {
			t, err = Table{}, brokenWorkbook(fmt.Errorf("panic: %v", r))
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return Table{}, brokenWorkbook(err)
	}
	defer func() { _ = book.Close() }() // it was only read
	var late error
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		k := newCollector(XLSX)
		if err := readSheet(book, sheet, k); err != nil {
			return Table{}, err
		}
		found, err := k.done()
		if err != nil {
			late = err
			continue
		}
		found.Sheet = sheet
		found.Rows = shiftDates(book, found)
		if n := len(book.GetSheetList()); n > 1 {
			found.Notes = append(found.Notes, fmt.Sprintf("The workbook has %d sheets; “%s” was read.", n, sheet))
		}
		return found, nil
	}
	if late == nil {
		late = wrongFile("The workbook has no sheet that can be seen. Show the sheet with the list, and save it again.")
	}
	return Table{}, late
}

func readSheet(book *excelize.File, sheet string, k *collector) error {
	rows, err := book.Rows(sheet)
	if err != nil {
		return brokenWorkbook(err)
	}
	defer func() { _ = rows.Close() }() // it was only read
	number, blank := 0, 0
	for rows.Next() {
		number++
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return brokenWorkbook(err)
		}
		if len(cells) == 0 {
			if blank++; blank > maxBlank {
				break
			}
			continue
		}
		blank = 0
		if err := k.add(number, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return brokenWorkbook(err)
	}
	return nil
}

// shiftDates brings the days of a workbook that counts from 1904 to the usual count, in the columns that are days.
func shiftDates(book *excelize.File, t Table) []Row {
	props, err := book.GetWorkbookProps()
	if err != nil || props.Date1904 == nil || !*props.Date1904 {
		return t.Rows
	}
	for i, f := range recognise(t.Header, nil) {
		if !f.isDay() {
			continue
		}
		for _, row := range t.Rows {
			if i < len(row.Cells) {
				if n, ok := serial(row.Cells[i]); ok {
					row.Cells[i] = strconv.Itoa(n + 1462) // days from 1 January 1900 to 1 January 1904, as Excel counts
				}
			}
		}
	}
	return t.Rows
}

// checkPacked looks at the list of what is packed, before anything is unpacked. What a part really unpacks to is held to that
// list by the zip reader.
func checkPacked(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return brokenWorkbook(err)
	}
	if len(z.File) > maxParts {
		return wrongFile("This is not a list of staff: the file holds thousands of others. Choose the .xlsx or the CSV itself.")
	}
	var size uint64
	sheets := false
	for _, f := range z.File {
		size += f.UncompressedSize64
		if f.UncompressedSize64 > maxUnpacked || size > maxUnpacked {
			return wrongFile("The workbook unpacks to more than 160 MB. Copy the list alone into a new workbook, or save it as CSV.")
		}
		sheets = sheets || strings.HasPrefix(strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")), "xl/")
	}
	if !sheets {
		return wrongFile("This is a packed folder and no workbook. Unpack it, and choose the .xlsx or the CSV that is in it.")
	}
	return nil
}

func brokenWorkbook(cause error) error {
	return wrongFile("The workbook is damaged or of a form that cannot be read. Open it in Excel or LibreOffice, save it as .xlsx or CSV, and send that.").Because(cause)
}
