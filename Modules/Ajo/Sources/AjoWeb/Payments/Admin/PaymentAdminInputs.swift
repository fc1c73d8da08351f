import Ajo
import Kernel
import Ledger
import Router

/// What a list of all users' payments is restricted to.
private func paymentFilter<
  State: RawRepresentable<String> & CaseIterable & Sendable & SendableMetatype
>(_ fields: inout RequestFields, _ state: State.Type) -> PaymentFilter {
  PaymentFilter(
    state: fields.query("status", .enumeration(State.self))?.rawValue,
    userID: fields.query("user_id", .id(of: UserTag.self)))
}

/// The query of `GET /admin/deposits`.
struct AdminDepositQuery: RequestInput {
  let page: PageRequest<Deposit, Deposit.ID>
  let filter: PaymentFilter

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.admin.deposits", by: \.id)
    filter = paymentFilter(&fields, Deposit.State.self)
  }
}

/// The query of `GET /admin/withdrawals`.
struct AdminWithdrawalQuery: RequestInput {
  let page: PageRequest<Withdrawal, Withdrawal.ID>
  let filter: PaymentFilter

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.admin.withdrawals", by: \.id)
    filter = paymentFilter(&fields, Withdrawal.State.self)
  }
}

/// The path and body of `POST /admin/deposits/{id}/settle`.
struct SettlementInput: RequestInput {
  let decision: DepositDecision

  init(from fields: inout RequestFields) {
    decision = DepositDecision(
      deposit: fields.path("id", .id(of: Deposit.self)),
      settlement: fields.body("action", .enumeration(Deposit.Settlement.self)),
      reason: fields.reason())
  }
}

/// The path and body of `POST /admin/wallets/{user_id}/credit|debit`.
struct AdjustmentInput: Sendable {
  let request: AdjustmentRequest

  /// - Parameter currency: the currency of every wallet.
  init(
    _ direction: WalletTransaction.Direction, from fields: inout RequestFields, currency: Unit
  ) {
    request = AdjustmentRequest(
      direction, userID: fields.path("user_id", .id(of: UserTag.self)),
      amount: fields.body("amount", .money(currency)), reason: fields.reason())
  }
}

/// The path and body of `POST /admin/transactions/{id}/reverse`.
struct ReversalInput: RequestInput {
  let request: ReversalRequest

  init(from fields: inout RequestFields) {
    request = ReversalRequest(
      transferID: fields.path("id", .id(of: Transfer.self)), reason: fields.reason(),
      isForced: fields.body("force", .bool, default: false))
  }
}

/// The path and body of `POST /admin/banks/{id}/decide`.
struct BankDecisionInput: RequestInput {
  let id: LinkedBank.ID
  let isTheirs: Bool
  let reason: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: LinkedBank.self))
    isTheirs = fields.body("status", .oneOf(["verified", "rejected"])) == "verified"
    reason = fields.reason()
  }
}

/// The path and body of `POST /admin/kyc/{user_id}/decide`.
struct IdentityDecisionInput: RequestInput {
  let user: UserID
  let status: Customer.Status
  let reason: String

  init(from fields: inout RequestFields) {
    user = fields.path("user_id", .id(of: UserTag.self))
    let status = fields.body("status", .oneOf(["verified", "rejected", "none"]))
    self.status = Customer.Status(rawValue: status) ?? .none
    reason = fields.reason()
  }
}
