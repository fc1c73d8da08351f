import Kernel
import PlatformSQL
import Router

/// Who did what: the audit trails of all databases as one list. Nothing changes it.
func auditRoutes(_ logs: LogDesk) -> [Route] {
  [
    .get(
      "/api/admin/logs", permission: .readLogs,
      summary: "List who did what, newest first"
    ) { (caller, query: LogQuery) in
      let page = query.page
      let found = try await logs.entries(
        matching: query.filter, after: page.after, limit: page.rowsToRead)
      return page.of(try await logs.bodies(found, masked: caller.seesMasked))
    },
    .get("/api/admin/logs/{id}", permission: .readLogs, summary: "Show an entry of the audit trail")
    { (caller, path: LogPath) in
      let row = try await logs.entry(path.id)
      var names: [UserID: String?] = [:]
      return try await logs.body(row, masked: caller.seesMasked, names: &names)
    },
    logExportRoute(logs),
  ]
}

extension Caller {
  /// Whether personal data is masked for them: for everybody but administrators.
  var seesMasked: Bool { !has(.admin) }
}

/// The path of one entry.
struct LogPath: RequestInput {
  let id: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .string(length: 1...200, of: .visibleASCII))
  }
}

/// The query of `GET /api/admin/logs`.
struct LogQuery: RequestInput {
  let filter: AuditFilter
  let page: PageRequest<LogBody, CursorPair<Instant, CursorPair<String, Int64>>>

  init(from fields: inout RequestFields) {
    filter = fields.auditFilter()
    page = fields.page("platform.logs", by: \.row.place.first, \.row.place.second)
  }
}

extension RequestFields {
  /// Reads what is looked for in the audit trail.
  mutating func auditFilter() -> AuditFilter {
    var filter = AuditFilter()
    let word = FieldType<String>.string(length: 1...200, of: .visibleASCII)
    filter.actorID = query("actor_id", .id(of: UserTag.self))
    filter.action = query(
      "action", word.described("An action, or the beginning of some: auth.user.*.")
    )
    .map { $0.hasSuffix(".*") ? .beginning(String($0.dropLast())) : .named($0) }
    filter.target = query("target", word.described("What it was done to: auth.users:<id>."))
    filter.context = query("context", word)
    filter.address = query("ip", word)
    filter.requestID = query("request_id", word)
    let zone = query("zone", .zone) ?? .utc
    filter.from = query("from", .moment.described("An instant, or a day from its beginning."))?
      .beginning(in: zone)
    filter.to = query("to", .moment.described("An instant, or a day to its end."))?.end(in: zone)
    return filter
  }
}
