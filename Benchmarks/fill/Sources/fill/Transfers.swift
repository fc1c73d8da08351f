import Ajo
import Kernel
import Ledger
import PlatformSQL
import Storage

/// Posts transfers, as many at once as fill the ledger's batches.
struct Transfers: Sendable {
  private static let callers = 1_000

  private let database: any Database
  private let ledger: SQLLedger
  private let ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())

  init(database: any Database) {
    self.database = database
    ledger = SQLLedger(database: database, clock: SystemClock(), ids: ids, units: UnitSet(.naira))
  }

  /// Gives money to everybody who has none yet.
  func fund(_ users: [UserID], known: Set<UserID>) async throws {
    let poor = users.filter { !known.contains($0) }
    try await post(poor.count) { number in
      (Wallet.house(in: .naira), Wallet.terms(of: poor[number], in: .naira), .naira(1_000_000))
    }
  }

  /// Lets a few pay each other until each has so many entries.
  func lengthen(_ users: [UserID], to entries: Int) async throws {
    guard users.count > 1 else { return }
    try await post(users.count * entries / 2) { number in
      let payer = number % users.count
      let payee = (payer + 1 + number / users.count % (users.count - 1)) % users.count
      return pair(users[payer], users[payee])
    }
  }

  /// Lets everybody pay somebody until the ledger has so many entries.
  func fill(_ users: [UserID], to entries: Int) async throws {
    let present = try await database.first("SELECT count(*) FROM ledger_entries") {
      try $0.get(0, as: Int.self)
    }
    try await post(max(0, entries - (present ?? 0)) / 2) { _ in
      let payer = Int.random(in: 0..<users.count)
      let other = Int.random(in: 0..<(users.count - 1))
      return pair(users[payer], users[other < payer ? other : other + 1])
    }
  }

  private func pair(_ payer: UserID, _ payee: UserID) -> (AccountTerms, AccountTerms, Money) {
    (Wallet.terms(of: payer, in: .naira), Wallet.terms(of: payee, in: .naira), .naira(1))
  }

  private func post(
    _ count: Int, _ movement: @escaping @Sendable (Int) -> (AccountTerms, AccountTerms, Money)
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<Self.callers {
        group.addTask {
          for number in stride(from: caller, to: count, by: Self.callers) {
            let (debit, credit, amount) = movement(number)
            let order = TransferOrder(
              id: ids.make(), debit: .opening(debit), credit: .opening(credit), amount: amount,
              kind: debit.owner == .house ? "credit" : "transfer",
              note: number.isMultiple(of: 3) ? "rent for January" : nil)
            _ = try await ledger.post(Posting(order)).result.get()
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
