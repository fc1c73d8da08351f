import Composition
import Console
import PlatformSQL
import Storage

/// `atrium ledger verify`
func verifyLedgerCommand(_ session: CommandSession) -> Command {
  Command(
    "ledger", "verify",
    summary: "Recompute every ledger and audit trail, and name what does not fit",
    discussion: """
      Reads each database in one snapshot, so the server can go on serving. Ends with exit code 1
      if there is a finding.
      """
  ) { _ in
    var ledgers: [OutputValue] = []
    var findings: [String] = []
    for store in try await session.assembly().stores.all {
      let connection = try store.database.connect()
      defer { connection.close() }
      let (ledger, trail) = try connection.readingSnapshot { sql in
        (try LedgerVerification.run(in: sql), try AuditTrail.verify(in: sql))
      }
      let found = ledger.findings + trail
      findings += found.map { "\(store.url): \($0)" }
      ledgers.append(
        .record([
          "database": .text("\(store.url)"), "accounts": .number(Int64(ledger.accounts)),
          "transfers": .number(Int64(ledger.transfers)),
          "entries": .number(Int64(ledger.entries)), "findings": .list(found.map { .text($0) }),
        ]))
    }
    let isClean = findings.isEmpty
    return .record(
      ["clean": .bool(isClean), "ledgers": .list(ledgers)],
      closing: isClean ? "The books are whole." : findings.joined(separator: "\n"),
      exitCode: isClean ? ExitCode.done : ExitCode.refused)
  }
}
