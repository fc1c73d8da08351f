import JSON

/// A value in a command's answer.
public enum OutputValue: Sendable, Hashable, ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral
{
  case text(String)
  case number(Int64)
  case bool(Bool)
  case absent
  case list([OutputValue])
  case record(Record)

  /// Text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .number(value) }
  /// Yes or no.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Text, or nothing.
  public static func optional(_ text: String?) -> OutputValue { text.map { .text($0) } ?? .absent }

  /// How it looks in a table.
  var cell: String {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .bool(let bool): bool ? "yes" : "no"
    case .absent: "–"
    case .list(let values): values.map(\.cell).joined(separator: ", ")
    case .record(let record):
      record.fields.map { "\($0.name)=\($0.value.cell)" }.joined(separator: " ")
    }
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .text(let text): writer.value(text)
    case .number(let number): writer.value(number)
    case .bool(let bool): writer.value(bool)
    case .absent: writer.null()
    case .list(let values):
      writer.beginArray()
      for value in values { value.write(to: &writer) }
      writer.endArray()
    case .record(let record): record.write(to: &writer)
    }
  }
}

/// An ordered list of named values.
public struct Record: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// One named value.
  public struct Field: Sendable, Hashable {
    /// In snake_case: the column's head and the JSON key.
    public let name: String
    /// What it is.
    public let value: OutputValue
  }

  /// The fields in the order of display.
  public private(set) var fields: [Field] = []

  /// An empty record.
  public init() {}

  /// A record in the order of the literal.
  public init(dictionaryLiteral elements: (String, OutputValue)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// Adds a field at the end.
  public mutating func add(_ name: String, _ value: OutputValue) {
    fields.append(Field(name: name, value: value))
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for field in fields {
      writer.key(field.name)
      field.value.write(to: &writer)
    }
    writer.endObject()
  }
}

/// What a command answers: shown as a table to a person, as JSON to a program.
public struct Output: Sendable {
  enum Content: Sendable {
    case record(Record)
    case list([Record], columns: [String])
    case text(String)
  }

  let content: Content
  let closing: String?
  /// The exit code; 0 unless the command found something wrong.
  public let exitCode: Int32

  /// One thing with its fields.
  public static func record(
    _ record: Record, closing: String? = nil, exitCode: Int32 = ExitCode.done
  ) -> Output {
    Output(content: .record(record), closing: closing, exitCode: exitCode)
  }

  /// A list of things; `columns` names the fields in the order of a table's columns, which an
  /// empty list still shows.
  public static func list(
    _ records: [Record], columns: [String], closing: String? = nil,
    exitCode: Int32 = ExitCode.done
  ) -> Output {
    Output(content: .list(records, columns: columns), closing: closing, exitCode: exitCode)
  }

  /// Text as it stands, with `--json` a JSON string.
  public static func text(_ text: String) -> Output {
    Output(content: .text(text), closing: nil, exitCode: ExitCode.done)
  }

  /// The answer as one line of JSON.
  public func json() -> String {
    var writer = JSONWriter()
    switch content {
    case .record(let record): record.write(to: &writer)
    case .list(let records, _):
      writer.beginArray()
      for record in records { record.write(to: &writer) }
      writer.endArray()
    case .text(let text): writer.value(text)
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The answer as a person reads it.
  public func readable() -> String {
    let body =
      switch content {
      case .record(let record): Table.vertical(record)
      case .list(let records, let columns): Table.horizontal(records, columns: columns)
      case .text(let text): text
      }
    return closing.map { body + "\n" + $0 } ?? body
  }
}

/// Tables in plain text.
enum Table {
  static func vertical(_ record: Record) -> String {
    let width = record.fields.map(\.name.count).max() ?? 0
    return record.fields
      .map { $0.name.padded(to: width) + "  " + $0.value.cell }
      .joined(separator: "\n")
  }

  static func horizontal(_ records: [Record], columns: [String]) -> String {
    let rows = records.map { record in
      columns.map { column in
        record.fields.first { $0.name == column }?.value ?? .absent
      }
    }
    let widths = columns.indices.map { column in
      max(columns[column].count, rows.map { $0[column].cell.count }.max() ?? 0)
    }
    let head = columns.indices.map { columns[$0].uppercased().padded(to: widths[$0]) }
    let body = rows.map { row in
      row.indices.map { index in
        // Numbers line up at their right end.
        if case .number = row[index] {
          return row[index].cell.padded(to: widths[index], left: true)
        }
        return row[index].cell.padded(to: widths[index])
      }
    }
    return ([head] + body).map { $0.joined(separator: "  ").trimmingTrailingBlanks }
      .joined(separator: "\n")
  }
}

extension String {
  func padded(to width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - count))
    return left ? blanks + self : self + blanks
  }

  fileprivate var trimmingTrailingBlanks: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
