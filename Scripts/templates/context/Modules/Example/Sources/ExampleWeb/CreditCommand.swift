import Console
import Crypto
import Example
import Kernel
import Ledger
import Ports

/// `atrium example credit`
func creditCommand(_ items: @escaping @Sendable () async throws -> ItemService) -> Command {
  Command(
    "example", "credit", summary: "Put money on a user's balance for fees",
    discussion: """
      The credit is an ordinary transfer, and an audit entry. With --key the command can be repeated
      safely, today or next year: one key credits once.

        atrium example credit --user 01890a5d-ac96-774b-bcce-b302099a8057 --amount 1.50
      """,
    options: [
      .value("user", "ID", help: "The user whose balance is credited", required: true),
      .value("amount", "AMOUNT", help: "The amount, such as 1.50", required: true),
      .value("key", "KEY", help: "An idempotency key of your choice"),
    ]
  ) { invocation in
    guard let user = UserID(try invocation.required("user")) else {
      throw CommandError.usage("--user is not an id")
    }
    let text = try invocation.required("amount")
    let items = try await items()
    guard let amount = try? Money(parsing: text, unit: items.fee.unit), amount.isTransferable else {
      throw CommandError.usage("--amount is not a positive amount of \(items.fee.unit.code)")
    }
    // The ledger keeps ids for ever, and idempotency keys for a day.
    let id = invocation["key"].map {
      Transfer.ID(rawValue: NamedUUID.make("atrium example credit \($0)"))
    }
    do {
      let balance = try await items.credit(user, amount: amount, by: .operatorConsole, id: id)
      return .record(["user_id": .text("\(user)"), "balance": .text("\(balance)")])
    } catch TransferRejection.existsWithDifferentTerms {
      throw CommandError.refused(
        "idempotency_key_reused", "this key was used for another credit")
    } catch let rejection as TransferRejection {
      throw CommandError.refused("refused", "the credit was refused: \(rejection.rawValue)")
    }
  }
}
