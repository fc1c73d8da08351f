import Console
import Documents

/// Comma-separated values of records: a head, and a row for each.
enum CSV {
  static func text(_ records: [Record], columns: [String]) -> String {
    var octets: [UInt8] = []
    CSVRow.append(columns.map { .plain($0) }, to: &octets)
    for record in records {
      CSVRow.append(columns.map { cell(record[$0] ?? .absent) }, to: &octets)
    }
    // Whatever prints it ends the last line.
    return String(decoding: octets.dropLast(2), as: UTF8.self)
  }

  private static func cell(_ value: OutputValue) -> CSVRow.Cell {
    switch value {
    case .text(let text): .text(text)
    case .number(let number): .plain("\(number)")
    case .bool(let bool): .plain(bool ? "true" : "false")
    case .absent, .list, .record: .text(nil)
    }
  }
}
