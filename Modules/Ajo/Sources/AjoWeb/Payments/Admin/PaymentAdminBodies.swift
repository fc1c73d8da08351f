public import Ajo
public import Kernel
import ContextKit
import Ledger
import Payments
import Router

/// A deposit as administrators see it.
struct AdminDepositBody: ResponseBody {
  let body: DepositBody

  init(_ deposit: Deposit) { body = DepositBody(deposit) }

  static let shape = Shape<AdminDepositBody>(
    "AdminDeposit",
    fields: DepositBody.shape.pulled { $0.body } + [
      .id("user_id") { $0.body.deposit.userID },
      .optionalString("provider_reference") { $0.body.deposit.providerReference },
      .optionalOneOf("settlement", Deposit.Settlement.allCases.map(\.rawValue)) {
        $0.body.deposit.settlement?.rawValue
      },
    ])
}

/// A withdrawal as administrators see it.
struct AdminWithdrawalBody: ResponseBody {
  let body: WithdrawalBody

  init(_ withdrawal: Withdrawal) { body = WithdrawalBody(withdrawal) }

  static let shape = Shape<AdminWithdrawalBody>(
    "AdminWithdrawal",
    fields: WithdrawalBody.shape.pulled { $0.body } + [
      .id("user_id") { $0.body.withdrawal.userID },
      .optionalString("provider_reference") { $0.body.withdrawal.providerReference },
    ])
}

/// A linked account as administrators see it.
struct AdminBankBody: ResponseBody {
  let body: BankBody

  init(_ bank: LinkedBank) { body = BankBody(bank) }

  static let shape = Shape<AdminBankBody>(
    "AdminBankAccount",
    fields: BankBody.shape.pulled { $0.body } + [.id("user_id") { $0.body.bank.userID }])
}

/// What is known of a user, as administrators see it.
struct CustomerBody: ResponseBody {
  let customer: Customer

  init(_ customer: Customer) { self.customer = customer }

  static let shape = Shape<CustomerBody>(
    "AdminIdentity", .id("user_id") { $0.customer.userID },
    .enumeration("status") { $0.customer.status })
}

/// A reversal on the wire.
struct ReversalBody: ResponseBody {
  let reversal: Reversal

  init(_ reversal: Reversal) { self.reversal = reversal }

  static let shape = Shape<ReversalBody>(
    "Reversal",
    .id("id") { $0.reversal.reversalID },
    .id("transaction_id") { $0.reversal.transferID },
    .string("reason") { $0.reversal.reason },
    .optionalMoney("debt") { $0.reversal.debt },
    .instant("created_at") { $0.reversal.at })
}

extension ProblemKind {
  /// 409: it is no mismatch, or was settled.
  static let depositNotMismatch = ProblemKind(
    status: 409, code: "deposit_not_mismatch", title: "The deposit needs no decision")
  /// 409: it is not known what was paid.
  static let nothingPaid = ProblemKind(
    status: 409, code: "nothing_paid", title: "It is not known what was paid")
  /// 409: it is of another currency.
  static let otherCurrency = ProblemKind(
    status: 409, code: "other_currency", title: "The payment is of another currency")
  /// 409: a circle counts on it.
  static let notReversible = ProblemKind(
    status: 409, code: "not_reversible", title: "The transaction cannot be reversed")
  /// 409: it was undone before.
  static let alreadyReversed = ProblemKind(
    status: 409, code: "already_reversed", title: "The transaction was reversed before")
}

extension SettlementRefusal: Refusing {
  /// How the administrator is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .notMismatch: Problem(.depositNotMismatch, detail: "Somebody may have decided already.")
    case .nothingPaid: Problem(.nothingPaid, detail: "It can be ignored alone.")
    case .otherCurrency: Problem(.otherCurrency, detail: "It can be refunded.")
    case .walletClosed: Problem(.walletClosed, detail: "It can be refunded.")
    }
  }
}

extension ReversalRefusal: Refusing {
  /// How the administrator is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .notPosted:
      Problem(.notReversible, detail: "No money has moved. Cancel or return the withdrawal.")
    case .isReversal:
      Problem(.notReversible, detail: "A reversal is final. Credit or debit the wallet instead.")
    case .notReversible:
      Problem(
        .notReversible,
        detail: "What belongs to a circle, or to what was paid for, is undone there.")
    case .alreadyReversed: Problem(.alreadyReversed, detail: "A transaction is reversed once.")
    case .insufficientFunds:
      Problem(.insufficientFunds, detail: "The payee has not enough left. Force opens a debt.")
    case .walletClosed: Problem(.walletClosed, detail: "One of the wallets is closed.")
    }
  }
}
