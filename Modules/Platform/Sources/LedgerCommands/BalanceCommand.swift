import Console
import Kernel
import Ledger
import PlatformSQL

extension LedgerCommands {
  /// `atrium ledger balance`
  static func balance(_ stores: @escaping Stores) -> Command {
    Command(
      "ledger", "balance", summary: "Show what accounts had at an instant",
      discussion: """
        Posted is credits less debits, held what open holds kept of it, and available the rest. What
        happened at the very instant counts; without --at the latest state is shown.

          atrium ledger balance --owner user:<uuid> --at 2026-01-31T23:59:59Z
        """,
      options: AccountChoice.options + [
        .value("at", "INSTANT", help: "When, such as 2026-01-31T23:59:59Z")
      ]
    ) { invocation in
      let choice = try AccountChoice(invocation)
      let instant = try invocation.instant("at")
      let records = try choice.find(in: try await stores()).map { found -> Record in
        let (store, account) = (found.store, found.account)
        let balance = try store.report { report in
          try instant.map { try report.balance(of: account, at: $0) }
        }
        return [
          "database": .text(store.name), "account": .text("\(account.id)"),
          "owner": .text("\(account.terms.owner)"), "code": .text(account.terms.code),
          "unit": .text(account.terms.unit.code),
          "posted": .text("\(balance?.posted ?? account.balance)"),
          "held": .text("\(balance?.held ?? account.held)"),
          "available": .text("\(balance?.available ?? account.available)"),
        ]
      }
      return .list(
        records, columns: ["account", "owner", "code", "unit", "posted", "held", "available"])
    }
  }
}
