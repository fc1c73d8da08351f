import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// What members pay into circles.
func contributionRoutes(
  _ circles: CircleService, _ contributions: ContributionService
) -> [Route] {
  [
    .get(
      "/circles/{id}/contributions", permission: .readCircles,
      summary: "List a circle's contributions by cycle", refusals: [CircleRefusal.self]
    ) { (caller, query: ContributionQuery) in
      let found = try await circles.contributions(
        query.filter, for: caller.userID, after: query.place, limit: query.page.rowsToRead)
      return query.page.of(found) { ContributionBody($0) }
    },
    .post(
      "/circles/{id}/contributions", permission: .spendOwnWallet,
      summary: "Pay a contribution", status: 201,
      refusals: [CircleRefusal.self, ContributionRefusal.self, PinRequired.self],
      answer: { (paid: Contribution) in
        Reply.created(
          ContributionBody(paid),
          at: "/circles/\(paid.circleID)/contributions?cycle_number=\(paid.cycle)")
      }
    ) { (caller, input: ContributionInput, once) in
      try await contributions.contribute(
        .init(circleID: input.id, cycle: input.cycle, member: caller.userID),
        pinToken: input.pinToken, once: once)
    },
  ]
}

/// The path and query of `GET /circles/{id}/contributions`.
struct ContributionQuery: RequestInput {
  let filter: ContributionFilter
  let page: PageRequest<Contribution, CursorPair<Int64, UserID>>

  init(from fields: inout RequestFields) {
    filter = ContributionFilter(
      circleID: fields.path("id", .id(of: Circle.self)),
      cycle: fields.query("cycle_number", .integer(1...CircleTerms.sizes.upperBound)),
      userID: fields.query("user_id", .id(of: UserTag.self)),
      state: fields.query("status", .enumeration(Contribution.State.self)))
    page = fields.page("ajo.contributions", by: \.cycleKey, \.userID)
  }

  var place: ContributionPlace? {
    page.after.map { ContributionPlace(cycle: Int(clamping: $0.first), userID: $0.second) }
  }
}

extension Contribution {
  fileprivate var cycleKey: Int64 { Int64(cycle) }
}

/// The path and body of `POST /circles/{id}/contributions`.
struct ContributionInput: RequestInput {
  let id: Circle.ID
  let cycle: Int?
  let pinToken: String?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    cycle = fields.nullableBody("cycle_number", .integer(1...CircleTerms.sizes.upperBound))
    pinToken = fields.pinToken()
  }
}

/// A contribution on the wire.
struct ContributionBody: ResponseBody {
  let contribution: Contribution

  init(_ contribution: Contribution) {
    self.contribution = contribution
  }

  static let shape = Shape<ContributionBody>(
    "Contribution",
    .id("id") { $0.contribution.id },
    .id("circle_id") { $0.contribution.circleID },
    .integer("cycle_number") { $0.contribution.cycle },
    .id("user_id") { $0.contribution.userID },
    .enumeration("status") { $0.contribution.state },
    .money("amount") { $0.contribution.amount },
    .money("fee") { $0.contribution.fee },
    .money("covered") { $0.contribution.covered },
    .money("forgiven") { contribution in
      Money(
        minorUnits: contribution.contribution.forgiven.ofAmount,
        unit: contribution.contribution.amount.unit)
    },
    .optionalInstant("forgiven_at") { $0.contribution.forgiven.endedAt },
    .unit("currency") { $0.contribution.amount.unit },
    .date("due_date") { $0.contribution.dueDate },
    .optionalInstant("late_at") { $0.contribution.lateAt },
    .optionalInstant("paid_at") { $0.contribution.paidAt },
    .optionalID("reference") { $0.contribution.transferID })
}
