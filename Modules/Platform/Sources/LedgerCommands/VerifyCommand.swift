import Console
import PlatformSQL

extension LedgerCommands {
  /// `atrium ledger verify`
  static func verify(_ stores: @escaping Stores) -> Command {
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
      for store in try await stores() {
        let (ledger, trail) = try store.read { sql in
          (
            try LedgerVerification.run(
              in: sql, units: store.units, overdrafts: store.overdrafts),
            try AuditTrail.verify(in: sql)
          )
        }
        let found = ledger.findings + trail
        findings += found.map { "\(store.name): \($0)" }
        ledgers.append(
          .record([
            "database": .text(store.name), "accounts": .number(Int64(ledger.accounts)),
            "transfers": .number(Int64(ledger.transfers)),
            "entries": .number(Int64(ledger.entries)),
            "open_holds": .number(Int64(ledger.openHolds)),
            "findings": .list(found.map { .text($0) }),
          ]))
      }
      let isClean = findings.isEmpty
      return .record(
        ["clean": .bool(isClean), "ledgers": .list(ledgers)],
        closing: isClean ? "The books are whole." : findings.joined(separator: "\n"),
        exitCode: isClean ? ExitCode.done : ExitCode.refused)
    }
  }
}
