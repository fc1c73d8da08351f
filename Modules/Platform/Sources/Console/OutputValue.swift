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

  /// How it looks in a table: one line, without anything that a terminal would obey.
  var cell: String {
    switch self {
    case .text(let text): text.visible
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
