import Documents
import HTTP
import JSON
import Kernel
import PlatformSQL
import Ports
import Router

/// The audit trail as a file, written as it is read.
func logExportRoute(_ logs: LogDesk) -> Route {
  .raw(
    .get, "/api/admin/logs/export", permission: .readLogs,
    summary: "Export who did what, newest first", mediaTypes: ["text/csv", "application/jsonl"]
  ) { (caller, query: LogExportQuery) in
    export(query, masked: caller.seesMasked, at: caller.now, from: logs)
  }
  .described(
    "The same filters as for the list. A text cell of a CSV that a spreadsheet would take for a "
      + "formula begins with an apostrophe; `bom=1` begins the file with a mark for spreadsheets.")
}

private func export(
  _ query: LogExportQuery, masked: Bool, at now: Instant, from logs: LogDesk
) -> HTTPResponse {
  var headers = HTTPHeaders()
  headers.add("Content-Type", query.format.mediaType)
  headers.add(
    "Content-Disposition",
    "attachment; filename=\"platform-logs-\(now.fileStamp).\(query.format.rawValue)\"")
  headers.add("Cache-Control", "no-store")
  return HTTPResponse(
    headers: headers,
    body: .stream { writer in
      var names: [UserID: String?] = [:]
      var buffer: [UInt8] = []
      if query.format == .csv {
        if query.hasMark { buffer += [0xEF, 0xBB, 0xBF] }
        CSVRow.append(LogColumns.names.map { .text($0) }, to: &buffer)
      }
      try await logs.forEach(matching: query.filter) { row in
        let body = try await logs.body(row, masked: masked, names: &names)
        switch query.format {
        case .csv: CSVRow.append(LogColumns.cells(of: body), to: &buffer)
        case .jsonl: buffer += LogBody.shape.encode(body) + [0x0A]
        }
        guard buffer.count >= Piece.octets else { return }
        try await writer.write(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
      try await writer.write(buffer)
    })
}

/// What is worth sending.
private enum Piece {
  static let octets = 16_384
}

/// The formats of an export.
enum ExportFormat: String, CaseIterable, Sendable {
  case csv, jsonl

  var mediaType: String {
    switch self {
    case .csv: "text/csv; charset=utf-8"
    case .jsonl: "application/jsonl"
    }
  }
}

/// The query of `GET /api/admin/logs/export`.
struct LogExportQuery: RequestInput {
  let filter: AuditFilter
  let format: ExportFormat
  /// Whether a byte order mark stands in front of a CSV.
  let hasMark: Bool

  init(from fields: inout RequestFields) {
    filter = fields.auditFilter()
    format = fields.requiredQuery("format", .enumeration())
    hasMark = fields.query("bom", .integer(0...1), default: 0) == 1
  }
}

/// The columns of an exported audit trail.
private enum LogColumns {
  static let names = [
    "id", "at", "actor_id", "actor_kind", "actor_name", "action", "target", "before", "after",
    "ip", "user_agent", "request_id", "context",
  ]

  static func cells(of body: LogBody) -> [CSVRow.Cell] {
    let entry = body.row.entry
    return [
      .text(body.row.id), .plain("\(entry.at)"), .plain(entry.actor.userID?.description ?? ""),
      .plain(body.actor.kind.rawValue), .text(body.name), .text(entry.action), .text(entry.target),
      .text(body.before), .text(body.after), .text(body.address), .text(entry.actor.userAgent),
      .text(entry.actor.requestID), .text(entry.context),
    ]
  }
}

extension Instant {
  /// `20260131T080000Z`, as names of files have it.
  var fileStamp: String {
    "\(self)".prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }
}
