package store

import (
	"context"
	"iter"
)

// EachRaw gives all documents that match as they are stored, read a page of q.Limit (2000 when 0) at a time, for readers of
// very many that Walk them. An error ends it.
func (c *Collection[T]) EachRaw(ctx context.Context, q Query) iter.Seq2[Raw, error] {
	if q.Limit == 0 {
		q.Limit = rawPage
	}
	return func(yield func(Raw, error) bool) {
		for q := q; ; {
			docs, err := c.engine.Find(ctx, c.name, q)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, doc := range docs {
				if !yield(doc.Body, nil) {
					return
				}
			}
			if len(docs) < q.Limit {
				return
			}
			index, _ := find(c.indexes, q.Index)
			if q.After, err = after(index, docs[len(docs)-1].Body); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// rawPage is how many documents one read of EachRaw takes.
const rawPage = 2000
