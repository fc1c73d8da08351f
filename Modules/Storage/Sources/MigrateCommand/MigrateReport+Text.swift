import Kernel
import Migrations
import Storage

extension MigrateReport {
  /// What goes to standard output for people.
  func text() -> String {
    var text = files.map { "wrote \($0)\n" }.joined()
    text += findings.map { "\($0)\n" }.joined()
    for database in databases { text += describe(database) + grants(database) }
    if command == "lint", findings.isEmpty, failures.isEmpty {
      text += "The files keep the rules.\n"
    }
    return text
  }

  /// What goes to standard error for people.
  func complaint() -> String {
    failures.map { failure in
      let place = failure.database.map { failure.message.contains($0) ? "" : "\($0): " } ?? ""
      let hint = failure.code == "usage" ? "\nSee atrium-migrate --help" : ""
      return "atrium-migrate: \(place)\(failure.message)\(hint)\n"
    }
    .joined()
  }

  private func describe(_ database: DatabaseReport) -> String {
    let name = database.target.name
    let plan = database.plan
    switch command {
    case "apply": return sentence(name, "applied", database.applied, else: "nothing to apply")
    case "baseline": return sentence(name, "recorded", database.applied, else: "nothing to record")
    case "down": return sentence(name, "undid", database.reverted, else: "nothing to undo")
    case "repair": return sentence(name, "repaired", database.repaired, else: "nothing to repair")
    case "drift" where database.differences.isEmpty:
      return "\(name): as its migrations made it.\n"
    case "drift":
      return "\(name): not as its migrations made it\n"
        + database.differences.map { "  \($0)\n" }.joined()
    case "plan": return script(name, plan)
    case "verify" where plan.state.isCurrent: return "\(name): history and files agree.\n"
    case "verify": return plan.state.message(database: name) + "\n"
    default: return table(name, plan)
    }
  }

  /// What is not as it should be with the roles that serve.
  private func grants(_ database: DatabaseReport) -> String {
    guard !database.target.servingRoles.isEmpty, ["apply", "verify"].contains(command) else {
      return ""
    }
    let roles = database.target.servingRoles.joined(separator: ", ")
    guard !database.grants.isEmpty else {
      return "\(database.target.name): \(roles) may do what serving needs, and no more.\n"
    }
    let mends =
      command == "verify"
      ? "apply grants what is missing and takes what was granted too much"
      : "apply cannot mend this"
    return "\(database.target.name): \(roles) is not as a role that serves should be; \(mends)\n"
      + database.grants.map { "  \($0)\n" }.joined()
  }

  private func sentence(
    _ name: String, _ verb: String, _ ids: [MigrationID], else nothing: String
  ) -> String {
    guard !ids.isEmpty else { return "\(name): \(nothing)\n" }
    return "\(name): \(verb) \(ids.count)\n" + ids.map { "  \($0)\n" }.joined()
  }

  /// The SQL that `apply` would run.
  private func script(_ name: String, _ plan: MigrationPlan) -> String {
    guard plan.state.isCurrent || !plan.pending.isEmpty else {
      return plan.state.message(database: name) + "\n"
    }
    guard !plan.pending.isEmpty else { return "-- \(name): nothing to apply\n" }
    return plan.pending.map { migration in
      let script = migration.script(for: plan.dialect)
      let mark = script.isTransactional ? "" : ", outside a transaction"
      let end = script.text.hasSuffix("\n") ? "" : "\n"
      return "-- \(name): \(migration.id)\(mark)\n\(script.text)\(end)\n"
    }
    .joined()
  }

  private func table(_ name: String, _ plan: MigrationPlan) -> String {
    let head = ["STREAM", "VERSION", "NAME", "STATE", "APPLIED AT", "TOOK", "RELEASE"]
    let rows = plan.lines.map { line in
      [
        line.id.stream, String(line.id.version), line.id.name, line.standing.rawValue,
        line.entry?.appliedAt.description ?? "-",
        line.entry.map { "\($0.durationMilliseconds) ms" } ?? "-", line.entry?.release ?? "-",
      ]
    }
    var text = "\(name) (\(plan.dialect.rawValue)): \(plan.state.code)\n"
    text += TextTable.render([head] + rows)
    if !plan.state.isCurrent { text += plan.state.message(database: name) + "\n" }
    return text + "\n"
  }
}

/// Columns of text, as wide as their widest cell.
enum TextTable {
  static func render(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      return "  " + cells.joined(separator: "  ") + "\n"
    }
    .joined()
  }
}
