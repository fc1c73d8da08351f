import JSON
import Kernel
import Migrations
import Storage

extension MigrateReport {
  /// The document that `--json` promises. Fields are added over time, never renamed or taken away.
  func json() -> String {
    var writer = JSONWriter(reserving: 4_096)
    writer.beginObject()
    writer.field("format", 1)
    writer.field("command", command)
    writer.field("exit", Int(exit.rawValue))
    writer.field("outcome", exit.outcome)
    list("databases", databases, &writer) { write($0, &$1) }
    if command == "new" { list("files", files, &writer) { $1.value($0) } }
    if command == "lint" { list("findings", findings, &writer) { $0.write(to: &$1) } }
    list("errors", failures, &writer) { write($0, &$1) }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self) + "\n"
  }

  private func list<Element>(
    _ name: StaticString, _ elements: [Element], _ writer: inout JSONWriter,
    _ write: (Element, inout JSONWriter) -> Void
  ) {
    writer.key(name)
    writer.beginArray()
    for element in elements { write(element, &writer) }
    writer.endArray()
  }

  private func write(_ database: DatabaseReport, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("database", database.target.name)
    writer.field("engine", database.plan.dialect.rawValue)
    writer.field("state", database.plan.state.code)
    writer.field("pending", database.plan.pending.count)
    list("applied", database.applied, &writer) { $1.value($0.description) }
    list("reverted", database.reverted, &writer) { $1.value($0.description) }
    list("repaired", database.repaired, &writer) { $1.value($0.description) }
    list("serving_roles", database.target.servingRoles, &writer) { $1.value($0) }
    list("grants", database.grants, &writer) { difference, writer in
      writer.beginObject()
      writer.field("kind", difference.kind.rawValue)
      writer.field("role", difference.role)
      writer.field("object", difference.object)
      list("privileges", difference.privileges, &writer) { $1.value($0) }
      writer.endObject()
    }
    if command == "drift" {
      list("differences", database.differences, &writer) { difference, writer in
        writer.beginObject()
        writer.field("kind", difference.kind.rawValue)
        writer.field("object", difference.object)
        writer.field("expected", difference.expected)
        writer.field("actual", difference.actual)
        writer.endObject()
      }
    }
    list("migrations", database.plan.lines, &writer) { line, writer in
      write(line, database.plan.dialect, &writer)
    }
    writer.endObject()
  }

  private func write(
    _ line: MigrationPlan.Line, _ dialect: Dialect, _ writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.field("stream", line.id.stream)
    writer.field("version", line.id.version)
    writer.field("name", line.id.name)
    writer.field("state", line.standing.rawValue)
    writer.field("checksum", line.migration?.checksum(for: dialect))
    writer.field("file", line.migration?.script(for: dialect).file)
    writer.field("transactional", line.migration?.script(for: dialect).isTransactional)
    writer.field("reversible", line.migration?.down(for: dialect) != nil)
    write(line.entry, &writer)
    if command == "plan", line.standing == .pending {
      writer.field("sql", line.migration?.sql(for: dialect))
    }
    writer.endObject()
  }

  private func write(_ entry: HistoryEntry?, _ writer: inout JSONWriter) {
    writer.field("recorded_checksum", entry?.checksum)
    writer.field("applied_at", entry?.appliedAt.description)
    writer.field("duration_ms", entry?.durationMilliseconds)
    writer.field("atrium_version", entry?.release)
    writer.field("kind", entry?.kind.rawValue)
  }

  private func write(_ failure: Failure, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("code", failure.code)
    writer.field("message", failure.message)
    writer.field("database", failure.database)
    if let statement = failure.failure {
      writer.field("migration", statement.migration.description)
      writer.field("file", statement.file)
      writer.field("line", statement.line)
    }
    list("problems", failure.problems, &writer) { problem, writer in
      writer.beginObject()
      writer.field("code", problem.kind.rawValue)
      writer.field("stream", problem.stream)
      writer.field("file", problem.file)
      writer.field("line", problem.line)
      writer.field("message", problem.message)
      writer.endObject()
    }
    writer.endObject()
  }
}

extension JSONWriter {
  /// Writes a text, or null.
  mutating func field(_ name: StaticString, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  /// Writes a number, or null.
  mutating func field(_ name: StaticString, _ number: Int64?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  /// Writes a number, or null.
  mutating func field(_ name: StaticString, _ number: Int?) {
    field(name, number.map { Int64($0) })
  }

  /// Writes a truth value, or null.
  mutating func field(_ name: StaticString, _ flag: Bool?) {
    key(name)
    if let flag { value(flag) } else { null() }
  }
}
