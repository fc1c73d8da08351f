import JSON
import Kernel
import Migrations
import Storage

extension MigrateReport {
  /// The document that `--json` promises. Fields are added over time, never renamed or taken away.
  func json() -> String {
    var writer = JSONWriter(reserving: 4_096)
    writer.beginObject()
    writer.key("format")
    writer.value(1)
    writer.key("command")
    if let command { writer.value(command) } else { writer.null() }
    writer.key("exit")
    writer.value(Int64(exit.rawValue))
    writer.key("outcome")
    writer.value(exit.outcome)
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
    writer.key("database")
    writer.value(database.target.name)
    writer.key("engine")
    writer.value(database.plan.dialect.rawValue)
    writer.key("state")
    writer.value(database.plan.state.code)
    writer.key("pending")
    writer.value(database.plan.pending.count)
    list("applied", database.applied, &writer) { $1.value($0.description) }
    list("reverted", database.reverted, &writer) { $1.value($0.description) }
    list("repaired", database.repaired, &writer) { $1.value($0.description) }
    list("serving_roles", database.target.servingRoles, &writer) { $1.value($0) }
    list("grants", database.grants, &writer) { difference, writer in
      writer.beginObject()
      writer.key("kind")
      writer.value(difference.kind.rawValue)
      writer.key("role")
      writer.value(difference.role)
      writer.key("object")
      optional(difference.object, &writer)
      list("privileges", difference.privileges, &writer) { $1.value($0) }
      writer.endObject()
    }
    if command == "drift" {
      list("differences", database.differences, &writer) { difference, writer in
        writer.beginObject()
        writer.key("kind")
        writer.value(difference.kind.rawValue)
        writer.key("object")
        writer.value(difference.object)
        writer.key("expected")
        optional(difference.expected, &writer)
        writer.key("actual")
        optional(difference.actual, &writer)
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
    writer.key("stream")
    writer.value(line.id.stream)
    writer.key("version")
    writer.value(line.id.version)
    writer.key("name")
    writer.value(line.id.name)
    writer.key("state")
    writer.value(line.standing.rawValue)
    writer.key("checksum")
    optional(line.migration?.checksum(for: dialect), &writer)
    writer.key("file")
    optional(line.migration?.script(for: dialect).file, &writer)
    writer.key("transactional")
    if let migration = line.migration {
      writer.value(migration.script(for: dialect).isTransactional)
    } else {
      writer.null()
    }
    writer.key("reversible")
    writer.value(line.migration?.down(for: dialect) != nil)
    write(line.entry, &writer)
    if command == "plan", line.standing == .pending {
      writer.key("sql")
      optional(line.migration?.sql(for: dialect), &writer)
    }
    writer.endObject()
  }

  private func write(_ entry: HistoryEntry?, _ writer: inout JSONWriter) {
    writer.key("recorded_checksum")
    optional(entry?.checksum, &writer)
    writer.key("applied_at")
    optional(entry?.appliedAt.description, &writer)
    writer.key("duration_ms")
    if let entry { writer.value(entry.durationMilliseconds) } else { writer.null() }
    writer.key("atrium_version")
    optional(entry?.release, &writer)
    writer.key("kind")
    optional(entry?.kind.rawValue, &writer)
  }

  private func write(_ failure: Failure, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("code")
    writer.value(failure.code)
    writer.key("message")
    writer.value(failure.message)
    writer.key("database")
    optional(failure.database, &writer)
    if let statement = failure.failure {
      writer.key("migration")
      writer.value(statement.migration.description)
      writer.key("file")
      writer.value(statement.file)
      writer.key("line")
      if let line = statement.line { writer.value(line) } else { writer.null() }
    }
    list("problems", failure.problems, &writer) { problem, writer in
      writer.beginObject()
      writer.key("code")
      writer.value(problem.kind.rawValue)
      writer.key("stream")
      writer.value(problem.stream)
      writer.key("file")
      optional(problem.file, &writer)
      writer.key("line")
      if let line = problem.line { writer.value(line) } else { writer.null() }
      writer.key("message")
      writer.value(problem.message)
      writer.endObject()
    }
    writer.endObject()
  }

  private func optional(_ text: String?, _ writer: inout JSONWriter) {
    if let text { writer.value(text) } else { writer.null() }
  }
}
