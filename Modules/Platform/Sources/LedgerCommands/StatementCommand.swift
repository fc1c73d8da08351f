import Console
import Kernel
import Ledger
import PlatformSQL

extension LedgerCommands {
  private static let columns = [
    "sequence", "posted_at", "kind", "counterparty", "amount", "balance", "note", "transfer",
  ]

  /// `atrium ledger statement`
  static func statement(_ stores: @escaping Stores) -> Command {
    Command(
      "ledger", "statement", summary: "Show an account's lines with the balance after each",
      discussion: """
        From --from up to, and without, --to; what is left out is not bounded. Holds are no lines
        until they are settled.

          atrium ledger statement --owner user:<uuid> --code ajo.wallet --csv
        """,
      options: AccountChoice.options + [
        .value("from", "INSTANT", help: "The first instant, such as 2026-01-01T00:00:00Z"),
        .value("to", "INSTANT", help: "The instant after the last"),
        .flag("csv", help: "Print comma-separated values (RFC 4180)"),
      ]
    ) { invocation in
      let choice = try AccountChoice(invocation)
      let (start, end) = (try invocation.instant("from"), try invocation.instant("to"))
      let found = try choice.find(in: try await stores())
      guard found.count == 1 else {
        let codes = found.map { "\($0.account.terms.code) in \($0.account.terms.unit.code)" }
        throw CommandError.refused(
          "ambiguous",
          "there are \(found.count) such accounts (\(codes.joined(separator: ", "))): name one by "
            + "--account or --code")
      }
      let (store, account) = (found[0].store, found[0].account)
      let lines = try store.report { try $0.lines(of: account.id, from: start, to: end) }
      let records = lines.map { record($0, account.terms.unit) }
      guard !invocation.has("csv") else { return .text(CSV.text(records, columns: columns)) }
      return .list(
        records, columns: columns,
        closing: "Account \(account.id) of \(account.terms.owner), in \(account.terms.unit.code).")
    }
  }

  private static func record(_ line: LedgerLine, _ unit: Unit) -> Record {
    [
      "sequence": .number(line.sequence), "posted_at": .text("\(line.postedAt)"),
      "kind": .text(line.kind), "counterparty": .text("\(line.counterparty)"),
      "amount": .text("\(Money(minorUnits: line.amount, unit: unit))"),
      "balance": .text("\(Money(minorUnits: line.balanceAfter, unit: unit))"),
      "note": .optional(line.note), "transfer": .text("\(line.transfer)"),
    ]
  }
}
