import ContextKit
import Fleet
import Jobs
import Kernel

/// Accounts, top-ups, transactions and the receipts of those.
struct MoneyArea: Sendable {
  let accounts: AccountService
  let topUps: TopUpService
  let transactions: TransactionService

  init(_ parts: FleetParts) {
    let money = MoneyParts(
      store: parts.store, users: parts.users, clock: parts.environment.clock,
      ids: parts.environment.ids, random: parts.environment.random, terms: parts.terms)
    accounts = AccountService(money)
    topUps = TopUpService(money)
    transactions = TransactionService(money)
  }

  /// Adds all that the area does in a server.
  func add(to offers: inout Offers) {
    offers.routes +=
      accountRoutes(accounts) + topUpRoutes(topUps) + transactionRoutes(transactions)
      + transactionLists(transactions) + decisionRoutes(transactions)
    let transactions = transactions
    offers.jobs.append(
      JobHandler(ExpireTransactions.self) { _, _ in try await transactions.expireOverdue() })
    offers.schedules.append(
      Schedule(
        ExpireTransactions.kind, .every(.seconds(60)),
        waitingFor: { try await transactions.firstExpiry() }
      ) { _ in ExpireTransactions() })
  }
}
