import Ajo
import ContextKit
import Kernel
import Ledger
import Router

/// What administrators do about deposits, withdrawals, wallets, transactions, bank accounts and
/// identities. Each needs a reason, and is one entry of the audit trail.
func paymentAdminRoutes(_ payments: PaymentServices) -> [Route] {
  depositAdminRoutes(payments.deposits) + withdrawalAdminRoutes(payments.withdrawals)
    + takeBackRoutes(payments.deposits) + walletAdminRoutes(payments.corrections)
    + decisionRoutes(payments)
}

private func depositAdminRoutes(_ deposits: DepositService) -> [Route] {
  [
    .get(
      "/admin/deposits", permission: .readPayments, summary: "List all deposits, newest first"
    ) { (_, query: AdminDepositQuery) in
      let found = try await deposits.deposits(
        query.filter, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { AdminDepositBody($0) }
    },
    .post(
      "/admin/deposits/{id}/settle", permission: .changePayments,
      summary: "Settle a deposit that does not match", refusals: [SettlementRefusal.self],
      answer: { (deposit: Deposit) in AdminDepositBody(deposit) }
    ) { (caller, input: SettlementInput, once) in
      try await deposits.settle(input.decision, by: caller.actor, once: once)
    },
  ]
}

private func withdrawalAdminRoutes(_ withdrawals: WithdrawalService) -> [Route] {
  [
    .get(
      "/admin/withdrawals", permission: .readPayments,
      summary: "List all withdrawals, newest first"
    ) { (_, query: AdminWithdrawalQuery) in
      let found = try await withdrawals.withdrawals(
        query.filter, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { AdminWithdrawalBody($0) }
    },
    .post(
      "/admin/withdrawals/{id}/retry", permission: .changePayments,
      summary: "Have a withdrawal sent out again", refusals: [WithdrawalChangeRefusal.self],
      answer: { (withdrawal: Withdrawal) in AdminWithdrawalBody(withdrawal) }
    ) { (caller, input: ReasonInput<Withdrawal>, once) in
      try await withdrawals.retry(
        input.id, because: input.reason, by: caller.actor, once: once)
    },
    .post(
      "/admin/withdrawals/{id}/return", permission: .changePayments,
      summary: "Return a withdrawal to its wallet",
      refusals: [WithdrawalChangeRefusal.self, ProviderUnavailable.self],
      answer: { (withdrawal: Withdrawal) in AdminWithdrawalBody(withdrawal) }
    ) { (caller, input: ReasonInput<Withdrawal>, once) in
      try await withdrawals.giveBack(
        input.id, because: input.reason, by: caller.actor, once: once)
    },
  ]
}

private func walletAdminRoutes(_ corrections: CorrectionService) -> [Route] {
  let currency = corrections.currency
  func adjusting(_ direction: WalletTransaction.Direction, _ summary: String) -> Route {
    .post(
      "/admin/wallets/{user_id}/\(direction.rawValue)", permission: .changePayments,
      summary: summary, status: 201, refusals: [TransferRefusal.self, NotFound.self],
      bodyName: "WalletAdjustmentInput",
      reading: { AdjustmentInput(direction, from: &$0, currency: currency) },
      answer: { (receipt: TransferReceipt) in
        // An administrator has no place to look at another's entry.
        Reply(TransactionBody(receipt.movement), status: 201)
      }
    ) { (caller, input, once) in
      try await corrections.adjust(input.request, by: caller.actor, once: once)
    }
  }
  return [
    adjusting(.credit, "Put money into a user's wallet"),
    adjusting(.debit, "Take money out of a user's wallet"),
    .post(
      "/admin/transactions/{id}/reverse", permission: .changePayments,
      summary: "Reverse a transaction", status: 201, refusals: [ReversalRefusal.self],
      answer: { (reversal: Reversal) in Reply(ReversalBody(reversal), status: 201) }
    ) { (caller, input: ReversalInput, once) in
      try await corrections.reverse(input.request, by: caller.actor, once: once)
    },
  ]
}

private func decisionRoutes(_ payments: PaymentServices) -> [Route] {
  let (banks, identity) = (payments.banks, payments.identity)
  return [
    .get(
      "/admin/banks", permission: .readPayments,
      summary: "List the bank accounts that wait for a decision, newest first"
    ) { (_, query: BankQuery) in
      let found = try await banks.undecided(
        before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { AdminBankBody($0) }
    },
    .post(
      "/admin/banks/{id}/decide", permission: .changePayments,
      summary: "Decide whether a bank account is its user's", refusals: [BankRefusal.self]
    ) { (caller, input: BankDecisionInput) in
      AdminBankBody(
        try await banks.decide(
          input.id, isTheirs: input.isTheirs, because: input.reason, by: caller.actor))
    },
    .post(
      "/admin/kyc/{user_id}/decide", permission: .changePayments,
      summary: "Decide whether a user's identity is verified", refusals: [IdentityRefusal.self],
      answer: { (customer: Customer) in CustomerBody(customer) }
    ) { (caller, input: IdentityDecisionInput, once) in
      try await identity.decide(
        input.status, of: input.user, because: input.reason, by: caller.actor, once: once)
    },
  ]
}
