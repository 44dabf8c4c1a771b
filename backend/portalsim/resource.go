package portalsim

// list knows one kind of resource. Its functions run under the portal's mutex.
type list struct {
	word string
	// page gives the rows of a page, how many met the tests, and how many there
	// are at all.
	page func(p *Portal, q query) (rows []row, met, all int)
	// find gives the row with an id, or nil.
	find func(p *Portal, id string) row
}

var lists = map[string]list{
	servicePath: {"service", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(s *service) serviceRow { return serviceRow{s, &p.traits} }
		met := double(choose(p.world.services, as, q), q)
		return page(met, as, q), len(met), len(p.world.services)
	}, func(p *Portal, id string) row {
		p.present()
		if s := p.world.serviceByID[id]; s != nil {
			return serviceRow{s, &p.traits}
		}
		return nil
	}},
	orderPath: {"service order", func(p *Portal, q query) ([]row, int, int) {
		now := p.present()
		as := func(o *order) orderRow { return orderRow{o, now, &p.traits} }
		met := double(choose(p.among(q), as, q), q)
		return page(met, as, q), len(met), len(p.world.orders)
	}, func(p *Portal, id string) row {
		now := p.present()
		if o := p.world.orderByID[id]; o != nil {
			return orderRow{o, now, &p.traits}
		}
		return nil
	}},
	cancelPath: {"cancellation of a service order", func(p *Portal, q query) ([]row, int, int) {
		now := p.present()
		as := func(t *cancellation) cancelRow { return cancelRow{t, now, &p.traits} }
		met := double(choose(p.world.tasks, as, q), q)
		return page(met, as, q), len(met), len(p.world.tasks)
	}, func(p *Portal, id string) row {
		now := p.present()
		for _, t := range p.world.tasks {
			if t.id == id {
				return cancelRow{t, now, &p.traits}
			}
		}
		return nil
	}},
	usagePath: {"usage", func(p *Portal, q query) ([]row, int, int) {
		now := p.present()
		as := func(u usage) usageRow { return usageRow{u, p, now} }
		all := p.allUsages(now, q)
		met := double(choose(all, as, q), q)
		return page(met, as, q), len(met), len(all)
	}, findUsage},
	requestPath: {"product order", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(s *subscription) requestRow { return requestRow{s, p.book, &p.traits} }
		met := double(choose(p.book.all, as, q), q)
		return page(met, as, q), len(met), len(p.book.all)
	}, func(p *Portal, id string) row {
		p.present()
		if s := p.book.find(id); s != nil {
			return requestRow{s, p.book, &p.traits}
		}
		return nil
	}},
	productPath: {"product", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(s *subscription) productRow { return productRow{s, p.book, &p.traits} }
		all := p.book.products()
		met := double(choose(all, as, q), q)
		return page(met, as, q), len(met), len(all)
	}, func(p *Portal, id string) row {
		p.present()
		if s := p.book.withProduct(id); s != nil {
			return productRow{s, p.book, &p.traits}
		}
		return nil
	}},
	agreementPath: {"agreement", func(p *Portal, q query) ([]row, int, int) {
		p.present()
		as := func(c contractRow) contractRow { return c }
		all := p.contracts()
		met := double(choose(all, as, q), q)
		return page(met, as, q), len(met), len(all)
	}, func(p *Portal, id string) row {
		p.present()
		if c, ok := p.contract(id, "AGR"); ok {
			return c
		}
		return nil
	}},
	offeringPath: {"product offering", func(p *Portal, q query) ([]row, int, int) {
		as := func(o wireOffering) offeringRow { return offeringRow{o, &p.traits} }
		met := double(choose(offerings, as, q), q)
		return page(met, as, q), len(met), len(offerings)
	}, func(p *Portal, id string) row {
		for _, o := range offerings {
			if o.ID == id {
				return offeringRow{o, &p.traits}
			}
		}
		return nil
	}},
}

// double repeats every third row, if the query is answered so.
func double[T any](met []T, q query) []T {
	if !q.doubled {
		return met
	}
	var out []T
	for i, one := range met {
		out = append(out, one)
		if i%3 == 0 {
			out = append(out, one)
		}
	}
	return out
}

// page gives the rows that the query's offset and limit cut out.
func page[T any, R row](met []T, as func(T) R, q query) []row {
	met = met[min(q.offset, len(met)):]
	met = met[:min(q.limit, len(met))]
	rows := make([]row, len(met))
	for i, one := range met {
		rows[i] = as(one)
	}
	return rows
}

// among gives the orders that can meet a query: those of one service when it
// asks for one, because that is what a desk asks most.
func (p *Portal) among(q query) []*order {
	for _, t := range q.tests {
		if (t.path == "serviceOrderItem.service.id" || t.path == "orderItem.service.id") && t.op == "" && len(t.values) == 1 {
			if s := p.world.serviceByID[t.values[0]]; s != nil {
				return s.orders
			}
			return nil
		}
	}
	return p.world.orders
}
