import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// What suppliers put on accounts.
func topUpRoutes(_ topUps: TopUpService) -> [Route] {
  [
    .get(
      "/accounts/{id}/topups", permission: .readFleet,
      summary: "List an account's top-ups, newest first", refusals: [AccessRefusal.self]
    ) { (caller, query: TopUpQuery) in
      let found = try await topUps.topUps(
        of: query.id, for: FleetCaller(caller), before: query.place,
        limit: query.page.rowsToRead)
      return query.page.of(found) { TopUpBody($0) }
    },
    .post(
      "/accounts/{id}/topups", permission: .manageFleet, summary: "Top an account up",
      status: 201,
      refusals: [AccessRefusal.self, AccountRefusal.self, UserLeaving.self],
      answer: { (topUp: TopUp) in
        Reply.created(TopUpBody(topUp), at: "/accounts/\(topUp.accountID)/topups")
      }
    ) { (caller, input: TopUpInput, once) in
      try await topUps.topUp(input.accountID, input.order, by: FleetCaller(caller), once: once)
    },
    .post(
      "/accounts/{id}/topups/{topup_id}/reverse", permission: .manageFleet,
      summary: "Take a top-up back", status: 201,
      refusals: [AccessRefusal.self, AccountRefusal.self],
      answer: { (topUp: TopUp) in
        Reply.created(TopUpBody(topUp), at: "/accounts/\(topUp.accountID)/topups")
      }
    ) { (caller, input: TopUpReversalInput, once) in
      try await topUps.reverse(
        input.id, of: input.accountID, because: input.reason, by: FleetCaller(caller),
        once: once)
    },
  ]
}

/// The path and query of `GET /accounts/{id}/topups`.
struct TopUpQuery: RequestInput {
  let id: FuelAccount.ID
  let page: PageRequest<TopUp, CursorPair<Instant, TopUp.ID>>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: FuelAccount.self))
    page = fields.page("fleet.topups", by: \.createdAt, \.id)
  }

  var place: TopUpPlace? { page.after.map { TopUpPlace(at: $0.first, id: $0.second) } }
}

/// The path and body of `POST /accounts/{id}/topups`.
struct TopUpInput: RequestInput {
  let accountID: FuelAccount.ID
  let order: TopUpService.Order

  init(from fields: inout RequestFields) {
    accountID = fields.path("id", .id(of: FuelAccount.self))
    let id = fields.ownID(of: TopUp.self)
    let unit = fields.body("unit", .enumeration(Settlement.self))
    let kind = fields.body("kind", .enumeration(TopUp.Kind.self))
    // Both units have two digits.
    let amount = fields.body("amount", .money(.dinar))
    order = TopUpService.Order(
      id: id, kind: kind, amount: Money(minorUnits: amount.minorUnits, unit: unit.unit),
      reference: fields.nullableBody("reference", .line(length: 1...100)),
      note: fields.nullableBody("note", .text(length: 1...1_000)))
  }
}

/// The path and body of `POST /accounts/{id}/topups/{topup_id}/reverse`.
struct TopUpReversalInput: RequestInput {
  let accountID: FuelAccount.ID
  let id: TopUp.ID
  let reason: String

  init(from fields: inout RequestFields) {
    accountID = fields.path("id", .id(of: FuelAccount.self))
    id = fields.path("topup_id", .id(of: TopUp.self))
    reason = fields.body("reason", .text(length: 1...1_000))
  }
}

/// A top-up on the wire.
struct TopUpBody: ResponseBody {
  let topUp: TopUp

  init(_ topUp: TopUp) {
    self.topUp = topUp
  }

  private var unit: Settlement { topUp.amount.unit == .litres ? .liters : .money }

  static let shape = Shape<TopUpBody>(
    "FleetTopUp",
    .id("id") { $0.topUp.id },
    .id("account_id") { $0.topUp.accountID },
    .enumeration("unit") { $0.unit },
    .enumeration("kind") { $0.topUp.kind },
    .money("amount") { $0.topUp.amount },
    .optionalString("reference") { $0.topUp.reference },
    .optionalString("note") { $0.topUp.note },
    .money("balance_after") { $0.topUp.balanceAfter },
    .optionalID("created_by") { $0.topUp.createdBy },
    .instant("created_at") { $0.topUp.createdAt },
    .optionalInstant("reversed_at") { $0.topUp.reversedAt },
    .optionalString("reversal_reason") { $0.topUp.reversalReason })
}
