package courses

import "path"

// addSource keeps an authored file with the version.
func (r *courseReader) addSource(name, text string) {
	r.course.Sources = append(r.course.Sources, Source{Path: name, Hash: hashBytes([]byte(text)), Text: text})
}

// openSource opens a YAML file of the course and keeps it with the version.
func (r *courseReader) openSource(name, what string) (*object, bool) {
	file := path.Join(r.folder.path, name)
	text, ok := r.readText(file)
	if !ok {
		return nil, false
	}
	r.addSource(name, text)
	return r.parseYAML(file, text, what)
}

// markdown reads prose: the Markdown, and the HTML.
func (r *courseReader) markdown(o *object, key, example string) (source, html string) {
	source, p := r.prose(o, key, example)
	return source, r.render.block(p)
}

// label reads one paragraph of prose, as HTML that may stand within a label.
func (r *courseReader) label(o *object, key, example string) (source, html string) {
	source, p := r.prose(o, key, example)
	return source, r.render.inline(p)
}

func (r *courseReader) prose(o *object, key, example string) (string, prose) {
	source := o.text(key, example)
	v := o.keys[key]
	part, name := r.partOf(o), key
	if key == string(OptionTrue) || key == string(OptionFalse) { // the feedback of a verdict stands under the verdict
		part, name = key, "feedback"
	}
	r.record(name, part, source, o.doc.file, func(offset int) place { return v.where(source, offset) })
	return source, prose{source: source, where: func(offset int) place { return v.where(source, offset) }}
}
