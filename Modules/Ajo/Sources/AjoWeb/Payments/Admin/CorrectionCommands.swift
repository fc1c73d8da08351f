import Ajo
import Console
import Kernel
import Ledger
import Payments
import Ports

/// `atrium ajo reverse`
func reverseCommand(_ plugin: @escaping @Sendable () async throws -> AjoPlugin) -> Command {
  Command(
    "ajo", "reverse", summary: "Reverse a transaction",
    discussion: """
      The reversal is a transfer of its own, and an audit entry. A transaction is reversed once.
      With --force the payee owes what they have not got any more.

        atrium ajo reverse --transaction 01890a5d-ac96-774b-bcce-b302099a8057 --reason "wrong payee"
      """,
    options: [
      .value("transaction", "ID", help: "The transaction that is reversed", required: true),
      .value("reason", "TEXT", help: "Why", required: true),
      .flag("force", help: "Open a debt for what the payee has not got any more"),
    ]
  ) { invocation in
    let request = ReversalRequest(
      transferID: try invocation.id("transaction"), reason: try invocation.reason(),
      isForced: invocation.has("force"))
    let ajo = try await plugin()
    let reversal = try await answering {
      try await ajo.payments.services.corrections.reverse(request, by: .operatorConsole)
    }
    return .record([
      "id": .text("\(reversal.reversalID)"), "transaction_id": .text("\(reversal.transferID)"),
      "debt": .optional(reversal.debt.map { "\($0)" }),
    ])
  }
}

/// `atrium ajo reconcile`
func reconcileCommand(_ plugin: @escaping @Sendable () async throws -> AjoPlugin) -> Command {
  Command(
    "ajo", "reconcile", summary: "Compare payment providers' books with ours",
    discussion: """
      Differences are kept for administrators. Nothing is corrected by itself.

        atrium ajo reconcile --date 2026-01-31
      """,
    options: [
      .value("date", "DATE", help: "The day whose books are compared; yesterday unless given")
    ]
  ) { invocation in
    let text = invocation["date"]
    let date = text.flatMap { CivilDate($0) }
    if text != nil, date == nil {
      throw CommandError.usage("--date is not a date, such as 2026-01-31")
    }
    let reconciliation = try await plugin().payments.services.reconciliation
    do {
      let days = try await reconciliation.reconcile(date ?? reconciliation.yesterday)
      return .list(
        days.map { day in
          [
            "provider": .text(day.provider.rawValue), "date": .text("\(day.day)"),
            "settlements": .number(Int64(day.settlements)),
            "differences": .number(Int64(day.differences)),
          ]
        }, columns: ["provider", "date", "settlements", "differences"])
    } catch let refusal as ProviderUnavailable {
      throw CommandError.refused(
        refusal.problem.kind.code, "a payment provider cannot be asked; nothing was kept of it")
    }
  }
}
