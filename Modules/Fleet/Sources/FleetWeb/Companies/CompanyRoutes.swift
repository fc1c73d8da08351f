import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// Companies: who makes, sees and changes them.
func companyRoutes(_ companies: CompanyService) -> [Route] {
  [
    .get(
      "/companies", permission: .readFleet,
      summary: "List your companies and those that you have an account with, newest first"
    ) { (caller, query: CompanyQuery) in
      let found = try await companies.companies(
        query.filter, for: FleetCaller(caller), after: query.place, limit: query.page.rowsToRead)
      return query.page.of(found) { CompanyBody($0) }
    },
    .post(
      "/companies", permission: .manageFleet, summary: "Make a company", status: 201,
      refusals: [CompanyRefusal.self, UserLeaving.self],
      answer: { (sight: CompanySight) in
        let body = CompanyBody(sight)
        return Reply.created(body, at: "/companies/\(sight.company.id)").etag(body.etag)
      }
    ) { (caller, input: CompanyInput, once) in
      try await companies.create(input.request, by: FleetCaller(caller), once: once)
    },
    .get(
      "/companies/{id}", permission: .readFleet, summary: "Show a company, or its card",
      otherStatuses: [304], refusals: [AccessRefusal.self]
    ) { (caller, path: RecordPath<Company>) in
      CompanyBody(try await companies.company(path.id, for: FleetCaller(caller))).tagged
    },
    .put(
      "/companies/{id}", permission: .manageFleet, summary: "Replace what a company says of itself",
      refusals: [AccessRefusal.self, CompanyRefusal.self]
    ) { (caller, input: CompanyReplacement) in
      let sight = try await companies.change(
        input.id, input.change, by: FleetCaller(caller),
        precondition: input.ifMatch.refusing { CompanyBody($0) })
      return CompanyBody(sight).tagged
    },
    .patch(
      "/companies/{id}", permission: .manageFleet, summary: "Change a company",
      refusals: [AccessRefusal.self, CompanyRefusal.self]
    ) { (caller, input: CompanyPatch) in
      let sight = try await companies.change(
        input.id, input.change, by: FleetCaller(caller),
        precondition: input.ifMatch.refusing { CompanyBody($0) })
      return CompanyBody(sight).tagged
    },
    .delete(
      "/companies/{id}", permission: .manageFleet, summary: "Delete a company",
      refusals: [AccessRefusal.self, CompanyRefusal.self]
    ) { (caller, input: CompanyRemoval) in
      try await companies.delete(
        input.id, by: FleetCaller(caller), precondition: input.ifMatch.refusing { CompanyBody($0) })
      return NoContent()
    },
  ]
}
