import Storage

/// What a script must not do, because the promise that a migration happens whole or not at all
/// would not hold.
enum ScriptRules {
  typealias Report = (MigrationFileProblem.Kind, _ line: Int?, _ message: String) -> Void

  static func check(_ script: MigrationScript, dialect: Dialect, report: Report) {
    let statements = script.statements
    if statements.isEmpty, !ScriptDirectives(script.text).hasComment {
      report(.empty, nil, "it is empty; if one engine needs nothing, say so in a comment")
    }
    for statement in statements {
      if statement.text.utf8.first == UInt8(ascii: "\\")
        || statement.text.utf8.first == UInt8(ascii: ".")
        || isCopyFromClient(statement)
      {
        report(.clientCommand, statement.line, "only an interactive client understands this")
      } else if controlsTransaction(statement) {
        report(
          .transactionControl, statement.line,
          "\(statement.words[0].keyword) is not for migrations: each runs in one transaction by itself"
        )
      } else if script.isTransactional, !runsInTransaction(statement, dialect: dialect) {
        report(
          .needsNoTransaction, statement.line,
          "this cannot run in a transaction: put it in a file of its own that begins with "
            + "-- atrium: no-transaction")
      }
      if dialect == .postgres, let fault = SchemaRules.fault(in: statement) {
        report(.namesSchema, statement.line, fault)
      }
    }
    if !script.isTransactional, statements.count != 1 {
      report(
        .notOneStatement, nil,
        "a file marked no-transaction holds exactly one statement, not \(statements.count)")
    }
  }

  private static func controlsTransaction(_ statement: SQLStatement) -> Bool {
    switch statement.keywords(2).first {
    case "BEGIN", "COMMIT", "ROLLBACK", "END", "ABORT", "SAVEPOINT", "RELEASE": true
    case "START", "PREPARE": statement.keywords(2).last == "TRANSACTION"
    default: false
    }
  }

  private static func isCopyFromClient(_ statement: SQLStatement) -> Bool {
    statement.keywords(1) == ["COPY"]
      && statement.words.contains { $0.keyword == "STDIN" || $0.keyword == "STDOUT" }
  }

  private static func runsInTransaction(_ statement: SQLStatement, dialect: Dialect) -> Bool {
    let words = statement.keywords(4)
    let second = words.dropFirst().first ?? ""
    switch (dialect, words.first) {
    case (.postgres, "VACUUM"), (.sqlite, "VACUUM"), (.sqlite, "ATTACH"), (.sqlite, "DETACH"):
      return false
    case (.postgres, "CREATE"), (.postgres, "DROP"):
      if words.contains("INDEX"), words.contains("CONCURRENTLY") { return false }
      return !["DATABASE", "TABLESPACE", "SUBSCRIPTION"].contains(second)
    case (.postgres, "REINDEX"):
      return !words.contains("CONCURRENTLY")
    case (.postgres, "ALTER"):
      return second != "SYSTEM"
    case (.sqlite, "PRAGMA"):
      // Inside a transaction these do nothing, silently or with an error.
      let refused = ["FOREIGN_KEYS", "JOURNAL_MODE", "AUTO_VACUUM", "PAGE_SIZE", "SYNCHRONOUS"]
      return !words.contains(where: refused.contains)
    default:
      return true
    }
  }
}
