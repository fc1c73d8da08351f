import Ajo
import ContextKit
import Kernel
import Ledger
import Ports
import Synchronization

/// Ajo's part in a demo: money in everybody's wallet, and payments among them.
struct WalletDemo {
  private let wallets: WalletService
  private let transfers: TransferService
  private let ids = PlannedID()

  /// Over the context's ledger, whatever PINs the people have.
  init(_ environment: ContextEnvironment, users: any UserDirectory, currency: Unit) {
    // The plugin's services would give each payment an id of its own; here the plan does, so that
    // the ledger itself knows a payment that was made before.
    wallets = WalletService(
      ledger: environment.ledger, users: users, clock: environment.clock, ids: ids,
      currency: currency)
    transfers = TransferService(
      ledger: environment.ledger, work: environment.work, users: users,
      money: MoneyOut(pins: PinPolicy(verifier: nil, isForEverybody: false)), ids: ids,
      currency: currency)
  }

  /// Makes whatever payment is not there yet.
  func perform(on stage: inout DemoStage) async throws {
    var count = DemoCount(
      "movements", title: "payments", refusal: "payments were refused by the ledger")
    let plan = PaymentPlan(among: stage.cast, seed: stage.seed)
    for opening in plan.openings {
      try await move(opening.id, into: opening.user, &count) {
        _ = try await wallets.credit(
          opening.user, amount: money(opening.amount), note: "opening balance",
          by: .operatorConsole)
      }
    }
    for payment in plan.payments {
      try await move(payment.id, into: payment.payee, &count) {
        _ = try await transfers.send(
          TransferRequest(
            sender: payment.payer, recipient: .id(payment.payee), amount: money(payment.amount),
            note: payment.note))
      }
    }
    stage.add(count)
  }

  /// Makes one payment unless it was made before.
  private func move(
    _ id: Transfer.ID, into user: UserID, _ count: inout DemoCount,
    _ body: () async throws -> Void
  ) async throws {
    guard try await wallets.transaction(id, of: user) == nil else {
      count.found += 1
      return
    }
    ids.plan(id)
    do {
      try await body()
      count.made += 1
    } catch is TransferRefusal {
      // Somebody spent the money in between, or was blocked: the rest goes on without them.
      count.refused = (count.refused ?? 0) + 1
    }
  }

  private func money(_ minorUnits: Int64) -> Money {
    Money(minorUnits: minorUnits, unit: wallets.currency)
  }
}

/// Gives the id that was planned for the next payment.
private final class PlannedID: IDSource {
  private let planned = Mutex(Transfer.ID(rawValue: 0))

  func plan(_ id: Transfer.ID) {
    planned.withLock { $0 = id }
  }

  func next() -> UInt128 { planned.withLock { $0 }.rawValue }
}
