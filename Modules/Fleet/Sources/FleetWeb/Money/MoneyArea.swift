import ContextKit
import Fleet
import Jobs
import Kernel
import Observability

/// Accounts, top-ups, transactions and the receipts of those.
struct MoneyArea: FleetArea {
  let accounts: AccountService
  let topUps: TopUpService
  let transactions: TransactionService

  init(_ parts: FleetParts) {
    let log = parts.environment.log
    let money = MoneyParts(
      store: parts.store, users: parts.users, clock: parts.environment.clock,
      ids: parts.environment.ids, random: parts.environment.random, terms: parts.terms
    ) { id, error in
      log.error(
        "a request cannot expire and is held",
        ["transaction_id": .string("\(id)"), "reason": .string("\(error)")])
    }
    accounts = AccountService(money)
    topUps = TopUpService(money)
    transactions = TransactionService(money)
  }

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
