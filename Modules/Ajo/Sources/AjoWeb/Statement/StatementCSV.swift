import Ajo
import Documents
import HTTP
import Kernel
import Ledger

/// A statement as comma-separated values: a head, and a row for each entry, the oldest first.
enum StatementCSV {
  private static let columns = [
    "created_at", "local_time", "time_zone", "type", "direction", "amount", "currency",
    "balance_after", "counterparty", "note", "reference", "circle_id", "cycle_number",
  ]

  static func write(
    _ statement: Statement, _ statements: StatementService, to writer: HTTPBodyWriter
  ) async throws {
    var buffer: [UInt8] = []
    CSVRow.append(columns.map { .plain($0) }, to: &buffer)
    try await statements.forEachBatch(of: statement) { lines in
      for line in lines {
        CSVRow.append(cells(of: line, in: statements.zone), to: &buffer)
        if buffer.count >= Piece.octets {
          try await writer.write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      }
    }
    try await writer.write(buffer)
  }

  private static func cells(of line: StatementLine, in zone: TimeZoneRules) -> [CSVRow.Cell] {
    let entry = line.transaction
    return [
      .plain("\(entry.createdAt)"), .plain(LocalTime(entry.createdAt, in: zone).rfc3339),
      .plain(zone.identifier), .text(entry.kind), .plain(entry.direction.rawValue),
      .plain("\(entry.amount)"), .plain(entry.amount.unit.code), .plain("\(entry.balanceAfter)"),
      .text(line.counterpartyName), .text(entry.note), .plain(entry.reference),
      .plain(entry.circleID.map { "\($0)" } ?? ""), .plain(entry.cycle.map { "\($0)" } ?? ""),
    ]
  }
}
