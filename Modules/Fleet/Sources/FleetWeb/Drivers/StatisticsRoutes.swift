import ContextKit
public import Fleet
public import Kernel
import Router

/// What companies sold and bought, and what drivers were served.
func statisticsRoutes(
  _ statistics: StatisticsService, _ consumption: ConsumptionService
) -> [Route] {
  [
    .get(
      "/companies/{id}/statistics", permission: .readFleet,
      summary: "Sum up what a company sold or bought",
      refusals: [AccessRefusal.self, PeriodRefusal.self]
    ) { (caller, query: StatisticsQuery) in
      StatisticsBody(
        try await statistics.statistics(
          of: query.companyID, from: query.from, to: query.to, for: FleetCaller(caller)))
    }
    .described(
      "The days from `from` to `to`, both included, in the company's zone; by default this month, "
        + "and at most \(CivilPeriod.longest). Approved transactions count that are not reversed, "
        + "on the day of their approval. What is pending counts whenever it was requested."),
    .get(
      "/drivers/{id}/consumption", permission: .readFleet,
      summary: "Sum up what a driver was served",
      refusals: [AccessRefusal.self, PeriodRefusal.self]
    ) { (caller, query: ConsumptionQuery) in
      ConsumptionBody(
        try await consumption.consumption(
          of: query.driverID, from: query.from, to: query.to, for: FleetCaller(caller)),
        by: query.group)
    }
    .described(
      "As the company's statistics. `liters_per_100km` is what was filled after a vehicle's first "
        + "reading up to its last one, by the distance between them; fills at which nobody read "
        + "the meter count."),
  ]
}

extension PeriodRefusal: Refusing {
  /// 422, with the parameter at fault.
  public var problem: Problem {
    let (code, message) =
      switch self {
      case .endsBeforeItBegins: ("after_to", "This day must not be after the last one.")
      case .tooLong: ("range_too_long", "At most \(CivilPeriod.longest) days are summed up.")
      }
    return Problem(
      .validation, fields: [FieldError(field: "from", code: code, message: message)])
  }
}

/// The path and query of `GET /companies/{id}/statistics`.
struct StatisticsQuery: RequestInput {
  let companyID: Company.ID
  let from: CivilDate?
  let to: CivilDate?

  init(from fields: inout RequestFields) {
    companyID = fields.path("id", .id(of: Company.self))
    from = fields.query("from", .date)
    to = fields.query("to", .date)
  }
}

/// The path and query of `GET /drivers/{id}/consumption`.
struct ConsumptionQuery: RequestInput {
  enum Group: String, CaseIterable, Sendable { case day, month }

  let driverID: Driver.ID
  let from: CivilDate?
  let to: CivilDate?
  let group: Group

  init(from fields: inout RequestFields) {
    driverID = fields.path("id", .id(of: Driver.self))
    from = fields.query("from", .date)
    to = fields.query("to", .date)
    group = fields.query("group", .enumeration()) ?? .day
  }
}
