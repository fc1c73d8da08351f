import Console
import PlatformSQL

extension LedgerCommands {
  /// `atrium ledger rebuild --dry-run`
  static func rebuild(_ stores: @escaping Stores) -> Command {
    Command(
      "ledger", "rebuild", summary: "Recompute all totals and print where an account differs",
      discussion: """
        Totals, last number and last hash of each account are recomputed from its entries, and its
        totals once more from the transfers and the open holds. Exit 1 if an account says otherwise.

        Nothing is written: the database lets totals only grow, so a total that is wrong is restored
        from a backup, or settled by a transfer that says why.
        """,
      options: [.flag("dry-run", help: "Required: there is no other run")]
    ) { invocation in
      guard invocation.has("dry-run") else {
        throw CommandError.refused(
          "dry_run_only",
          "totals cannot be rewritten in place: run it with --dry-run to see what differs")
      }
      var records: [Record] = []
      for store in try await stores() {
        let found = try store.read { sql in
          try LedgerRebuild.differences(in: sql, units: store.units)
        }
        records += found.map { difference in
          [
            "database": .text(store.name), "account": .text("\(difference.account)"),
            "total": .text(difference.total), "stored": .text(difference.stored),
            "from_entries": .optional(difference.fromEntries),
            "from_transfers": .optional(difference.fromTransfers),
          ]
        }
      }
      return .list(
        records,
        columns: ["database", "account", "total", "stored", "from_entries", "from_transfers"],
        closing: records.isEmpty ? "All totals are what transfers and entries make of them." : nil,
        exitCode: records.isEmpty ? ExitCode.done : ExitCode.refused)
    }
  }
}
