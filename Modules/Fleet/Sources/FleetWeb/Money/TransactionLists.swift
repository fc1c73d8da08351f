import ContextKit
import Fleet
import Kernel
import Router

/// Lists of transactions.
func transactionLists(_ transactions: TransactionService) -> [Route] {
  [
    .get(
      "/transactions", permission: .readFleet,
      summary: "List your companies' transactions and your own, newest first"
    ) { (caller, query: TransactionQuery) in
      try await query.answer(transactions, for: FleetCaller(caller))
    },
    .get(
      "/companies/{id}/transactions", permission: .readFleet,
      summary: "List a company's transactions, newest first", refusals: [AccessRefusal.self]
    ) { (caller, query: CompanyTransactionQuery) in
      let page = query.rest.page
      let found = try await transactions.transactions(
        of: query.id, query.rest.filter, on: query.rest.days, for: FleetCaller(caller),
        after: query.rest.place, limit: page.rowsToRead)
      return page.of(found) { TransactionBody($0) }
    },
    .get(
      "/transactions/pending", permission: .readFleet,
      summary: "List requests that wait to be decided, newest first"
    ) { (caller, query: PendingQuery) in
      try await query.rest.answer(transactions, for: FleetCaller(caller))
    },
    .get(
      "/transactions/history", permission: .readFleet,
      summary: "List decided transactions, the newest decision first"
    ) { (caller, query: HistoryQuery) in
      try await query.rest.answer(transactions, for: FleetCaller(caller))
    },
  ]
}

/// The query of a list of transactions.
struct TransactionQuery: RequestInput {
  typealias Place = CursorPair<Instant, FuelTransaction.ID>

  fileprivate(set) var filter: TransactionFilter
  let days: DayRange
  let page: PageRequest<TransactionView, Place>

  init(from fields: inout RequestFields) {
    let state = fields.query("status", .enumeration(FuelTransaction.State.self))
    let sort = fields.query("sort", .oneOf(["-created_at", "created_at"]))
    self.init(
      &fields, among: state.map { [$0] } ?? Set(FuelTransaction.State.allCases),
      in: sort == "created_at" ? .oldest : .newest)
  }

  fileprivate init(
    _ fields: inout RequestFields, among states: Set<FuelTransaction.State>,
    in order: TransactionFilter.Order
  ) {
    var filter = TransactionFilter()
    filter.states = states
    filter.order = order
    filter.companyID = fields.query("company_id", .id(of: Company.self))
    filter.driverID = fields.query("driver_id", .id(of: Driver.self))
    filter.settlement = fields.query("settlement", .enumeration(Settlement.self))
    filter.product = fields.query("product", .enumeration(FuelProduct.self))
    self.filter = filter
    days = DayRange(from: fields.query("from", .date), to: fields.query("to", .date))
    if let from = days.from, let to = days.to, to < from {
      fields.fail("to", "before_start", "The last day cannot be before the first.")
    }
    // Cursors of one order say nothing in another.
    let list =
      switch order {
      case .newest: "fleet.transactions"
      case .oldest: "fleet.transactions.oldest"
      case .decided: "fleet.transactions.decided"
      }
    page = fields.page(list, by: order == .decided ? \.decisionKey : \.requestKey)
  }

  var place: TransactionPlace? {
    page.after.map { TransactionPlace(at: $0.first, id: $0.second) }
  }

  fileprivate func answer(
    _ transactions: TransactionService, for caller: FleetCaller
  ) async throws -> Page<TransactionBody> {
    let found = try await transactions.transactions(
      filter, on: days, for: caller, after: place, limit: page.rowsToRead)
    return page.of(found) { TransactionBody($0) }
  }
}

extension TransactionView {
  fileprivate var requestKey: TransactionQuery.Place { CursorPair(sale.createdAt, sale.id) }

  fileprivate var decisionKey: TransactionQuery.Place {
    CursorPair(sale.completedAt ?? sale.expiresAt, sale.id)
  }
}

/// The path and query of `GET /companies/{id}/transactions`.
struct CompanyTransactionQuery: RequestInput {
  let id: Company.ID
  let rest: TransactionQuery

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    rest = TransactionQuery(from: &fields)
  }
}

/// The query of `GET /transactions/pending`.
struct PendingQuery: RequestInput {
  let rest: TransactionQuery

  init(from fields: inout RequestFields) {
    let isMine = fields.query("mine", .bool, default: false)
    let sort = fields.query("sort", .oneOf(["-created_at", "created_at"]))
    var rest = TransactionQuery(
      &fields, among: [.pending], in: sort == "created_at" ? .oldest : .newest)
    rest.filter.isMine = isMine
    self.rest = rest
  }
}

/// The query of `GET /transactions/history`.
struct HistoryQuery: RequestInput {
  let rest: TransactionQuery

  init(from fields: inout RequestFields) {
    let decided = FuelTransaction.State.allCases.filter { $0 != .pending }
    let state = fields.query("status", .oneOf(decided.map(\.rawValue)))
      .flatMap { FuelTransaction.State(rawValue: $0) }
    rest = TransactionQuery(&fields, among: state.map { [$0] } ?? Set(decided), in: .decided)
  }
}
