package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lamtoen/internal/store"
)

// Find reads documents, see store.Engine.
func (e *Engine) Find(ctx context.Context, name string, q store.Query) ([]store.Doc, error) {
	c, err := e.collection(name)
	if err != nil {
		return nil, err
	}
	plan, err := q.Plan(c.indexes)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, plan.Timeout())
	defer cancel()
	cursor, err := c.docs.Find(ctx, filter(plan), findOptions(plan))
	if err != nil {
		return nil, fmt.Errorf("mongo: reading %s: %w", name, err)
	}
	var bodies []bson.Raw
	if err := cursor.All(ctx, &bodies); err != nil {
		return nil, fmt.Errorf("mongo: reading %s: %w", name, err)
	}
	docs := make([]store.Doc, len(bodies))
	for i, body := range bodies {
		if docs[i], err = store.ParseDoc(body); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// findOptions asks for the plan's order and limit.
func findOptions(p store.Plan) *options.FindOptionsBuilder {
	o := options.Find()
	if p.Limit > 0 {
		// As many in the first answer as are wanted, so that there is no second exchange.
		o.SetLimit(int64(p.Limit)).SetBatchSize(int32(min(p.Limit, 1<<20)))
	}
	if len(p.Order) == 0 {
		return o
	}
	direction := 1
	if p.Desc {
		direction = -1
	}
	order := bson.D{}
	for _, field := range p.Order {
		order = append(order, bson.E{Key: field, Value: direction})
	}
	return o.SetSort(order)
}

// filter writes the plan as a filter.
func filter(p store.Plan) bson.D {
	var terms []bson.D
	add := func(field, operator string, value bson.RawValue) {
		terms = append(terms, term(field, operator, value))
	}
	for _, t := range p.Equal {
		add(t.Field, "$eq", t.Value)
	}
	if r := p.Range; r.Field != "" {
		if r.From.Type != 0 {
			add(r.Field, "$gte", r.From)
		}
		if r.Until.Type != 0 {
			add(r.Field, "$lt", r.Until)
		}
	}
	terms = append(terms, behind(p)...)
	switch len(terms) {
	case 0:
		return bson.D{}
	case 1:
		return terms[0]
	}
	return bson.D{{Key: "$and", Value: terms}}
}

// term is one comparison.
func term(field, operator string, value bson.RawValue) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: operator, Value: value}}}}
}

// behind selects what comes after the cursor. For an order by a, b that is: a after the cursor's, or a the same and b after
// it. The first term repeats what the others imply about the first field, so that MongoDB starts its index there and not at
// the beginning.
func behind(p store.Plan) []bson.D {
	if len(p.After) == 0 {
		return nil
	}
	if len(p.After) == 1 {
		return []bson.D{past(p.Order[0], p.After[0], p.Desc)}
	}
	var ways []bson.D
	for i := range p.Order {
		way := bson.D{}
		for j := range i {
			way = append(way, term(p.Order[j], "$eq", p.After[j])...)
		}
		ways = append(ways, append(way, past(p.Order[i], p.After[i], p.Desc)...))
	}
	terms := []bson.D{{{Key: "$or", Value: ways}}}
	if first, v := p.Order[0], p.After[0]; p.Desc {
		terms = append(terms, not(first, "$gt", v))
	} else if v.Type != bson.TypeNull {
		terms = append(terms, term(first, "$gte", v))
	}
	return terms
}

// past asks for a field beyond the value. Missing fields sort first, but MongoDB's comparisons only find values of the same
// type, so from the end one must ask for what is not at or above the value.
func past(field string, v bson.RawValue, desc bool) bson.D {
	switch {
	case v.Type == bson.TypeNull && desc: // nothing comes below it
		return bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: bson.A{}}}}}
	case v.Type == bson.TypeNull:
		return term(field, "$ne", v)
	case desc && field != store.FieldID:
		return not(field, "$gte", v)
	case desc:
		return term(field, "$lt", v)
	}
	return term(field, "$gt", v)
}

// not is the opposite of a comparison, which missing fields and values of other types fulfil too.
func not(field, operator string, value bson.RawValue) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: "$not", Value: bson.D{{Key: operator, Value: value}}}}}}
}
