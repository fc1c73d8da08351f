import JSON

/// What a command answers: a table for a person, JSON for a program.
public struct Output: Sendable {
  enum Content: Sendable {
    case record(Record)
    case list([Record], columns: [String])
    case text(String)
    /// A record for programs, a text for people.
    case summary(Record, text: String)
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

  /// A record for programs, with a text of the command's own for people.
  public static func record(
    _ record: Record, asText text: String, exitCode: Int32 = ExitCode.done
  ) -> Output {
    Output(content: .summary(record, text: text), closing: nil, exitCode: exitCode)
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
    case .record(let record), .summary(let record, _): record.write(to: &writer)
    case .list(let records, _):
      writer.beginArray()
      for record in records { record.write(to: &writer) }
      writer.endArray()
    case .text(let text): writer.value(text)
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The answer as a person reads it.
  /// - Parameter width: the columns there are; a table that is wider is shown as one block a row.
  public func readable(width: Int? = nil) -> String {
    let body =
      switch content {
      case .record(let record): Table.block(record)
      case .list(let records, let columns):
        Table(records, columns: columns).text(width: width)
      case .text(let text), .summary(_, let text): text
      }
    return closing.map { body + "\n" + $0 } ?? body
  }
}
