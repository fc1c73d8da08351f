/// Tables in plain text.
struct Table {
  private let columns: [String]
  private let rows: [[OutputValue]]

  /// A table of some fields of records.
  init(_ records: [Record], columns: [String]) {
    self.columns = columns
    rows = records.map { record in columns.map { record[$0] ?? .absent } }
  }

  /// The table, or one block a row where it would not fit into `width` columns.
  func text(width: Int? = nil) -> String {
    let lines = lines()
    guard let width, lines.contains(where: { $0.displayWidth > width }), !rows.isEmpty else {
      return lines.joined(separator: "\n")
    }
    let blocks = rows.map { row in
      Self.block(zip(columns, row).map { Record.Field(name: $0, value: $1) })
    }
    return blocks.joined(separator: "\n\n")
  }

  /// One record, a line a field.
  static func block(_ record: Record) -> String { block(record.fields) }

  private static func block(_ fields: [Record.Field]) -> String {
    let width = fields.map(\.name.displayWidth).max() ?? 0
    return fields.map { field in
      guard let table = Table(nested: field.value) else {
        return field.name.padded(to: width) + "  " + field.value.cell
      }
      return ([field.name] + table.lines().map { "  " + $0 }).joined(separator: "\n")
    }
    .joined(separator: "\n")
  }

  /// A list of records within a record, by the fields of the first.
  private init?(nested value: OutputValue) {
    guard case .list(let values) = value, !values.isEmpty else { return nil }
    let records = values.compactMap { value -> Record? in
      if case .record(let record) = value { record } else { nil }
    }
    guard records.count == values.count else { return nil }
    self.init(records, columns: records[0].fields.map(\.name))
  }

  private func lines() -> [String] {
    let cells = rows.map { $0.map(\.cell) }
    let widths = columns.indices.map { column in
      max(columns[column].displayWidth, cells.map { $0[column].displayWidth }.max() ?? 0)
    }
    // Numbers line up at their right end, and their head with them.
    let isNumeric = columns.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { $0[column].isNumeric }
    }
    return ([columns.map { $0.uppercased() }] + cells).map { row in
      columns.indices
        .map { row[$0].padded(to: widths[$0], left: isNumeric[$0]) }
        .joined(separator: "  ").trimmingTrailingBlanks
    }
  }
}

extension OutputValue {
  /// A number, an amount written as text, or nothing.
  fileprivate var isNumeric: Bool {
    switch self {
    case .number, .absent: true
    case .text(let text):
      text.first?.isASCII == true && text.contains(where: \.isNumber)
        && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
    default: false
    }
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
