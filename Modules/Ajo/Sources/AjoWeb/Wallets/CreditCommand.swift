import Ajo
import Console
import Crypto
import Kernel
import Ledger
import Ports

/// `atrium ajo credit`
func creditCommand(_ plugin: @escaping @Sendable () async throws -> AjoPlugin) -> Command {
  Command(
    "ajo", "credit", summary: "Put money into a user's wallet from the house account",
    discussion: """
      The credit is an ordinary transfer, and an audit entry. With --key the command can be repeated
      safely, today or next year: one key credits once.

        atrium ajo credit --email ada@example.com --amount 1500.00
      """,
    options: [
      .value("email", "ADDRESS", help: "The user whose wallet is credited", required: true),
      .value("amount", "AMOUNT", help: "The amount, such as 1500.00", required: true),
      .value("note", "TEXT", help: "A note that the user sees"),
      .value("key", "KEY", help: "An idempotency key of your choice"),
    ]
  ) { invocation in
    guard let email = EmailAddress(try invocation.required("email")) else {
      throw CommandError.usage("--email is not an e-mail address")
    }
    let note = try readNote(invocation["note"])
    let ajo = try await plugin()
    let wallets = ajo.wallets
    let amount = try readAmount(invocation.required("amount"), wallets.currency)
    guard let user = try await ajo.users.user(email: email) else {
      throw CommandError.refused("not_found", "there is no user \(email.canonical)")
    }
    let receipt = try await credit(
      wallets, user.id, amount, note: note, key: invocation["key"])
    return .record([
      "id": .text("\(receipt.movement.id)"), "user_id": .text("\(user.id)"),
      "email": .text(email.canonical), "amount": .text("\(receipt.movement.amount)"),
      "currency": .text(wallets.currency.code),
      "balance": .text("\(receipt.movement.balanceAfter)"), "replayed": .bool(receipt.isReplay),
    ])
  }
}

private func readAmount(_ text: String, _ currency: Unit) throws -> Money {
  guard let amount = try? Money(parsing: text, unit: currency), amount.isTransferable else {
    throw CommandError.usage(
      "--amount is a positive number with at most \(currency.fractionDigits) fraction digits,"
        + " up to \(Money(minorUnits: Money.largestTransfer, unit: currency))")
  }
  return amount
}

private func readNote(_ text: String?) throws -> String? {
  guard let text else { return nil }
  guard TransferRequest.noteLength.contains(text.unicodeScalars.count) else {
    throw CommandError.usage(
      "--note has at most \(TransferRequest.noteLength.upperBound) characters")
  }
  return text
}

private func credit(
  _ wallets: WalletService, _ user: UserID, _ amount: Money, note: String?, key: String?
) async throws -> TransferReceipt {
  do {
    return try await wallets.credit(
      user, amount: amount, note: note, by: .operatorConsole,
      // The ledger keeps ids for ever, and idempotency keys for a day.
      id: key.map { Transfer.ID(rawValue: NamedUUID.make("atrium ajo credit \($0)")) })
  } catch TransferRefusal.rejected(.existsWithDifferentTerms) {
    throw CommandError.refused(
      "idempotency_key_reused", "this key was used for another credit")
  } catch let refusal as TransferRefusal {
    let problem = refusal.problem
    throw CommandError.refused(
      "refused", "the credit was refused: \(problem.detail ?? problem.kind.title)")
  }
}
