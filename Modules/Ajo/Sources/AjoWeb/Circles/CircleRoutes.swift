import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Circles: who founds them, sees them and changes what was agreed.
/// - Parameter timeZone: the zone of a circle that names none.
func circleRoutes(_ circles: CircleService, timeZone: String) -> [Route] {
  let currency = circles.currency
  return [
    .post(
      "/circles", permission: .changeCircles, summary: "Found a circle", status: 201,
      refusals: [UserLeaving.self],
      reading: { CircleInput(from: &$0, currency: currency, timeZone: timeZone) },
      answer: { (view: CircleView) in
        Reply.created(CircleBody(view), at: "/circles/\(view.circle.id)").etag(CircleBody(view).tag)
      }
    ) { (caller, input, once) in
      try await circles.create(input.terms, by: caller.userID, once: once)
    },
    .get(
      "/circles", permission: .readCircles, summary: "List your circles, newest first"
    ) { (caller, query: CircleQuery) in
      let found = try await circles.circles(
        of: caller.userID, in: Set(query.status.map { [$0] } ?? []), before: query.page.after,
        limit: query.page.rowsToRead)
      return query.page.of(found) { CircleBody($0) }
    },
    .get(
      "/circles/{id}", permission: .readCircles, summary: "Show one of your circles",
      otherStatuses: [304], refusals: [CircleRefusal.self]
    ) { (caller, path: RecordPath<Circle>) in
      CircleBody(try await circles.circle(path.id, of: caller.userID)).tagged
    },
    .patch(
      "/circles/{id}", permission: .changeCircles,
      summary: "Change what was agreed before the start, or the name at any time",
      refusals: [CircleRefusal.self], reading: { CirclePatch(from: &$0, currency: currency) }
    ) { (caller, input) in
      let view = try await circles.update(
        input.id, by: caller.userID,
        precondition: input.ifMatch.circlePrecondition, change: input.apply)
      return CircleBody(view).tagged
    },
    .get(
      "/circles/preview", permission: .readCircles,
      summary: "Show what a circle is about before you join it", refusals: [CircleRefusal.self]
    ) { (_, query: PreviewQuery) in
      CirclePreviewBody(try await circles.preview(query.code))
    }.limited(to: 20, inSeconds: 60),
  ]
}

/// The query of `GET /circles`.
struct CircleQuery: RequestInput {
  let status: Circle.State?
  let page: PageRequest<CircleView, Circle.ID>

  init(from fields: inout RequestFields) {
    status = fields.query("status", .enumeration(Circle.State.self))
    page = fields.page("ajo.circles", by: \.circle.id)
  }
}

/// The query of `GET /circles/preview`.
struct PreviewQuery: RequestInput {
  let code: String

  init(from fields: inout RequestFields) {
    code = fields.requiredQuery("invite_code", .string(length: 1...64))
  }
}

/// The body of `POST /circles`.
struct CircleInput: Sendable {
  let terms: CircleTerms

  /// - Parameters:
  ///   - currency: the currency of every circle.
  ///   - timeZone: the zone of a circle that names none.
  init(from fields: inout RequestFields, currency: Unit, timeZone: String) {
    let name = fields.body("name", .line(length: CircleTerms.nameLength))
    let amount = fields.body("amount", .money(currency))
    _ = fields.optionalBody("currency", .oneOf([currency.code]))
    terms = CircleTerms(
      name: name, amount: amount,
      frequency: fields.body("frequency", .enumeration(CircleTerms.Frequency.self)),
      startDate: fields.body("cycle_start_date", .date),
      timeZone: fields.optionalBody("time_zone", .string(length: 1...64)) ?? timeZone,
      size: fields.body("size", .integer(CircleTerms.sizes)),
      turnOrder: fields.optionalBody("payout_order", .enumeration()) ?? .fixed,
      defaultPolicy: fields.optionalBody("default_policy", .enumeration()) ?? .wait,
      feePolicy: fields.optionalBody("fee_policy", .enumeration()) ?? .pot,
      lateFee: fields.optionalBody("late_fee", .lateFee(currency)) ?? .zero(currency),
      graceDays: fields.body("grace_days", .integer(CircleTerms.graces), default: 0))
  }
}

/// The path, condition and body of `PATCH /circles/{id}`: what is there changes.
struct CirclePatch: Sendable {
  let id: Circle.ID
  let ifMatch: IfMatch?
  private let name: String?
  private let amount: Money?
  private let frequency: CircleTerms.Frequency?
  private let startDate: CivilDate?
  private let timeZone: String?
  private let size: Int?
  private let turnOrder: CircleTerms.TurnOrder?
  private let defaultPolicy: CircleTerms.DefaultPolicy?
  private let feePolicy: CircleTerms.FeePolicy?
  private let lateFee: Money?
  private let graceDays: Int?

  init(from fields: inout RequestFields, currency: Unit) {
    id = fields.path("id", .id(of: Circle.self))
    ifMatch = fields.ifMatch()
    name = fields.optionalBody("name", .line(length: CircleTerms.nameLength))
    amount = fields.optionalBody("amount", .money(currency))
    frequency = fields.optionalBody("frequency", .enumeration())
    startDate = fields.optionalBody("cycle_start_date", .date)
    timeZone = fields.optionalBody("time_zone", .string(length: 1...64))
    size = fields.optionalBody("size", .integer(CircleTerms.sizes))
    turnOrder = fields.optionalBody("payout_order", .enumeration())
    defaultPolicy = fields.optionalBody("default_policy", .enumeration())
    feePolicy = fields.optionalBody("fee_policy", .enumeration())
    lateFee = fields.optionalBody("late_fee", .lateFee(currency))
    graceDays = fields.optionalBody("grace_days", .integer(CircleTerms.graces))
  }

  /// Changes what is there.
  @Sendable func apply(to terms: inout CircleTerms) {
    terms.name = name ?? terms.name
    terms.amount = amount ?? terms.amount
    terms.frequency = frequency ?? terms.frequency
    terms.startDate = startDate ?? terms.startDate
    terms.timeZone = timeZone ?? terms.timeZone
    terms.size = size ?? terms.size
    terms.turnOrder = turnOrder ?? terms.turnOrder
    terms.defaultPolicy = defaultPolicy ?? terms.defaultPolicy
    terms.feePolicy = feePolicy ?? terms.feePolicy
    terms.lateFee = lateFee ?? terms.lateFee
    terms.graceDays = graceDays ?? terms.graceDays
  }
}

extension FieldType where Value == Money {
  /// A fee, from nothing up.
  fileprivate static func lateFee(_ unit: Unit) -> FieldType {
    .money(unit, in: 0...Money.largestTransfer)
  }
}

/// What anybody who has its code may know of a circle.
struct CirclePreviewBody: ResponseBody {
  let circle: Circle

  init(_ circle: Circle) {
    self.circle = circle
  }

  static let shape = Shape<CirclePreviewBody>(
    "CirclePreview",
    .id("id") { $0.circle.id },
    .string("name") { $0.circle.name },
    .money("amount") { $0.circle.amount },
    .unit("currency") { $0.circle.unit },
    .enumeration("frequency") { $0.circle.terms.frequency },
    .date("cycle_start_date") { $0.circle.terms.startDate },
    .integer("size") { $0.circle.terms.size },
    .integer("seats_free") { $0.circle.seatsFree })
}
