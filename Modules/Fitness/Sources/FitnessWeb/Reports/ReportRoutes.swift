import ContextKit
import Documents
public import Fitness
import HTTP
import JSON
public import Kernel
import Router

/// What users did.
func reportRoutes(_ reports: ReportService) -> [Route] {
  [
    .get(
      "/stats", permission: .readFitness, summary: "Sum up what you walked, earned and unlocked"
    ) { (caller, _: NoInput) in
      UserStatsBody(stats: try await reports.stats(of: caller.userID))
    },
    report(
      "/reports/active_users", "List who walked in the last 30 days"
    ) { (query: ActiveUserQuery) in
      ReportAnswer(format: query.format, page: query.page, key: \.user.userID) { after, limit in
        try await reports.activeUsers(after: after, limit: limit).map(ActiveUserBody.init)
      }
    },
    report(
      "/reports/user_stats", "Sum up what each user walked, earned and unlocked"
    ) { (query: UserStatsQuery) in
      ReportAnswer(format: query.format, page: query.page, key: \.stats.userID) { after, limit in
        if let user = query.userID {
          guard after == nil else { return [] }
          return try await reports.stats(only: user).map(UserStatsBody.init)
        }
        return try await reports.stats(after: after, limit: limit).map(UserStatsBody.init)
      }
    },
    report(
      "/reports/daily_step_summary", "Sum up what all users walked, newest day first",
      refusals: [ReportRefusal.self]
    ) { (query: DaySummaryQuery) in
      // At most a year of days: they are read at once.
      let days = try await reports.daySummaries(from: query.from, to: query.to)
        .map(DaySummaryBody.init)
      return ReportAnswer(format: query.format, page: query.page, key: \.day) { after, limit in
        Array(days.drop { after.map($0.isNotAfter) ?? false }.prefix(limit))
      }
    },
  ]
}

extension DaySummaryBody {
  fileprivate var day: String { "\(summary.date)" }

  /// Whether it comes no later in the list than a day's text.
  fileprivate func isNotAfter(_ day: String) -> Bool { self.day >= day }
}

private func report<Query: RequestInput, Row: ReportRow, Key: CursorKey>(
  _ path: String, _ summary: String, refusals: [any Refusing.Type] = [],
  _ answer: @escaping @Sendable (Query) async throws -> ReportAnswer<Row, Key>
) -> Route {
  .raw(
    .get, path, permission: .readFitnessReports, summary: summary,
    mediaTypes: ["application/json", "text/csv"], refusals: refusals
  ) { (_: Caller, query: Query) in
    try await answer(query).response(named: path)
  }
  .described(
    "`format=csv` answers all rows as a file. A text cell that a spreadsheet would take for a "
      + "formula begins with an apostrophe.")
}

/// A report in the form in which it is asked for: a page, or all of it as CSV.
struct ReportAnswer<Row: ReportRow, Key: CursorKey>: Sendable {
  let format: ReportFormat
  let page: PageRequest<Row, Key>
  let key: @Sendable (Row) -> Key
  /// Reads rows that come after one with a key.
  let rows: @Sendable (Key?, Int) async throws -> [Row]

  /// How many rows of a CSV are in memory at once.
  private static var slice: Int { 500 }

  init(
    format: ReportFormat, page: PageRequest<Row, Key>,
    key: any KeyPath<Row, Key> & Sendable,
    rows: @escaping @Sendable (Key?, Int) async throws -> [Row]
  ) {
    self.format = format
    self.page = page
    self.key = { $0[keyPath: key] }
    self.rows = rows
  }

  func response(named path: String) async throws -> HTTPResponse {
    var headers = HTTPHeaders()
    headers.add("Cache-Control", "private, no-store")
    guard format == .csv else {
      let body = page.of(try await rows(page.after, page.rowsToRead))
      headers.add("Content-Type", "application/json")
      return HTTPResponse(headers: headers, body: .bytes(Page<Row>.shape.encode(body)))
    }
    let name = path.split(separator: "/").last.map(String.init) ?? "report"
    headers.add("Content-Type", "text/csv; charset=utf-8; header=present")
    headers.add("Content-Disposition", "attachment; filename=\"fitness-\(name).csv\"")
    return HTTPResponse(headers: headers, body: .stream { try await write(to: $0) })
  }

  private func write(to writer: HTTPBodyWriter) async throws {
    var buffer: [UInt8] = []
    CSVRow.append(Row.columns.map { .plain($0) }, to: &buffer)
    var last: Key?
    while true {
      let found = try await rows(last, Self.slice)
      for row in found { CSVRow.append(row.cells, to: &buffer) }
      try await writer.write(buffer)
      buffer.removeAll(keepingCapacity: true)
      guard found.count == Self.slice, let end = found.last else { return }
      last = key(end)
    }
  }
}

/// The forms of a report.
enum ReportFormat: String, CaseIterable, Sendable {
  case json, csv
}

extension RequestFields {
  fileprivate mutating func reportFormat() -> ReportFormat {
    query("format", .enumeration()) ?? .json
  }
}

/// The query of `GET /reports/active_users`.
struct ActiveUserQuery: RequestInput {
  let format: ReportFormat
  let page: PageRequest<ActiveUserBody, UserID>

  init(from fields: inout RequestFields) {
    format = fields.reportFormat()
    page = fields.page("fitness.reports.active_users", by: \.user.userID)
  }
}

/// The query of `GET /reports/user_stats`.
struct UserStatsQuery: RequestInput {
  let userID: UserID?
  let format: ReportFormat
  let page: PageRequest<UserStatsBody, UserID>

  init(from fields: inout RequestFields) {
    userID = fields.query("user_id", .id(of: UserTag.self))
    format = fields.reportFormat()
    page = fields.page("fitness.reports.user_stats", by: \.stats.userID)
  }
}

/// The query of `GET /reports/daily_step_summary`.
struct DaySummaryQuery: RequestInput {
  let from: CivilDate?
  let to: CivilDate?
  let format: ReportFormat
  let page: PageRequest<DaySummaryBody, String>

  init(from fields: inout RequestFields) {
    from = fields.query("from", .date)
    to = fields.query("to", .date)
    format = fields.reportFormat()
    page = fields.page("fitness.reports.daily_step_summary", by: \.day)
  }
}

extension ReportRefusal: Refusing {
  /// 422, with the parameter at fault.
  public var problem: Problem {
    let (field, code, message) =
      switch self {
      case .endsBeforeItBegins:
        ("to", "before_start", "The last day cannot be before the first.")
      case .rangeTooLong:
        ("from", "range_too_long", "A report is of at most \(ReportService.longest) days.")
      }
    return Problem(
      .validation, fields: [FieldError(field: field, code: code, message: message)])
  }
}
