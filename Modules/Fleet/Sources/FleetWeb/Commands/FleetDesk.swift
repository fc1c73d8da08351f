import ContextKit
import Fleet
import FleetSQL
import Kernel

/// What Fleet's commands work with.
struct FleetDesk: Sendable {
  let companies: CompanyService
  let administration: FleetAdministration
  let accounts: AccountService
  let topUps: TopUpService
  let transactions: TransactionService
  private let store: SQLFleetStore
  private let clock: any WallClock

  init(_ plugin: FleetPlugin) {
    companies = plugin.companies.companies
    administration = plugin.house.administration
    accounts = plugin.money.accounts
    topUps = plugin.money.topUps
    transactions = plugin.money.transactions
    store = plugin.house.parts.store
    clock = plugin.house.parts.environment.clock
  }

  /// The newest transactions, whosever they are.
  func list(_ filter: TransactionFilter, limit: Int) async throws -> [FuelTransaction] {
    let now = clock.now()
    return try await store.transactions(
      filter, seenBy: store.standing(of: .console), after: nil, limit: limit, at: now
    ).map { $0.seen(at: now) }
  }

  /// The receipt with a code.
  func receipt(_ code: String) async throws -> Receipt? { try await store.receipt(code: code) }

  /// Whether what a receipt is of was taken back.
  func isReversed(_ receipt: Receipt) async throws -> Bool {
    try await store.transaction(receipt.transactionID)?.reversedAt != nil
  }
}
