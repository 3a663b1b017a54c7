package main

import (
	"bytes"
	"io/fs"
	"strings"
	"sync"
	"testing/fstest"

	"lamtoen/content"
)

// oneCourse is the program's content with the Code of Conduct as its only course. The tests start dozens of servers, and each
// reads every course; that all of them are served is what the browser's tests see.
var oneCourse = sync.OnceValue(func() fs.FS {
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content.Files, name)
		switch {
		case err != nil:
			return err
		case name == "content.sum":
			data = sumsOf(data, string(conduct))
		case strings.Contains(name, "/") && !strings.HasPrefix(name, "civil-service/"+string(conduct)+"/"):
			return nil
		}
		files[name] = &fstest.MapFile{Data: data}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return files
})

// sumsOf keeps the line of one course's current version, the last of its lines.
func sumsOf(sums []byte, course string) (last []byte) {
	for line := range bytes.Lines(sums) {
		if bytes.HasPrefix(line, []byte(course+" ")) {
			last = line
		}
	}
	return last
}
