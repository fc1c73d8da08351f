public import Ajo
import ContextKit
public import Kernel
import Payments
import Ports
import Router

/// The withdrawals of users: who may call what.
func withdrawalRoutes(_ withdrawals: WithdrawalService) -> [Route] {
  let currency = withdrawals.currency
  return [
    .post(
      "/wallet/withdraw", permission: .spendOwnWallet, summary: "Take money out to your bank",
      status: 201,
      refusals: [
        PinRequired.self, WithdrawalRefusal.self, LimitRefusal.self, ProviderUnavailable.self,
        NotFound.self,
      ],
      reading: { WithdrawalInput(from: &$0, currency: currency) },
      answer: { (withdrawal: Withdrawal) in
        Reply.created(WithdrawalBody(withdrawal), at: "/wallet/withdrawals/\(withdrawal.id)")
      }
    ) { (caller, input, once) in
      try await withdrawals.begin(
        input.request(of: caller.userID), pinToken: input.pinToken, once: once)
    },
    .get(
      "/wallet/withdrawals", permission: .readOwnWallet,
      summary: "List your withdrawals, newest first"
    ) { (caller, query: WithdrawalQuery) in
      let found = try await withdrawals.withdrawals(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { WithdrawalBody($0) }
    },
    .get(
      "/wallet/withdrawals/{id}", permission: .readOwnWallet,
      summary: "Show one of your withdrawals", otherStatuses: [304],
      refusals: [WithdrawalChangeRefusal.self]
    ) { (caller, path: RecordPath<Withdrawal>) in
      WithdrawalBody(try await withdrawals.withdrawal(path.id, of: caller.userID)).tagged
    },
    .post(
      "/wallet/withdrawals/{id}/cancel", permission: .spendOwnWallet,
      summary: "Cancel a withdrawal that was not sent out",
      refusals: [WithdrawalChangeRefusal.self],
      answer: { (withdrawal: Withdrawal) in WithdrawalBody(withdrawal).tagged }
    ) { (caller, path: RecordPath<Withdrawal>, once) in
      try await withdrawals.cancel(path.id, of: caller.userID, once: once)
    },
  ]
}

extension ProblemKind {
  /// 409: it is not known that the account is the user's.
  static let bankNotVerified = ProblemKind(
    status: 409, code: "bank_not_verified", title: "The bank account is not verified")
  /// 409: it is too late to cancel.
  static let withdrawalNotHeld = ProblemKind(
    status: 409, code: "withdrawal_not_held", title: "The withdrawal was sent out")
  /// 409: it has come to an end.
  static let withdrawalEnded = ProblemKind(
    status: 409, code: "withdrawal_ended", title: "The withdrawal has come to an end")
  /// 409: the provider has it, or may have it.
  static let withdrawalWithProvider = ProblemKind(
    status: 409, code: "withdrawal_with_provider", title: "The provider has the withdrawal")
}

extension WithdrawalRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .noSuchBank: NotFound().problem
    case .bankNotVerified:
      Problem(.bankNotVerified, detail: "Money goes to verified bank accounts alone.")
    case .insufficientFunds:
      Problem(.insufficientFunds, detail: "Your wallet does not hold this much.")
    case .walletClosed: Problem(.walletClosed, detail: "The wallet is closed.")
    }
  }
}

extension WithdrawalChangeRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .notHeld:
      Problem(.withdrawalNotHeld, detail: "It can be cancelled until it is sent out.")
    case .notUnderWay: Problem(.withdrawalEnded, detail: "It was paid or returned.")
    case .withProvider:
      Problem(
        .withdrawalWithProvider,
        detail: "The provider will pay or return it. It is asked until that is known.")
    }
  }
}

/// The query of `GET /wallet/withdrawals`.
struct WithdrawalQuery: RequestInput {
  let page: PageRequest<Withdrawal, Withdrawal.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.withdrawals", by: \.id)
  }
}

/// The body of `POST /wallet/withdraw`.
struct WithdrawalInput: Sendable {
  let amount: Money
  let bankID: LinkedBank.ID
  let pinToken: String?

  /// - Parameter currency: the currency of every wallet.
  init(from fields: inout RequestFields, currency: Unit) {
    amount = fields.body("amount", .money(currency))
    bankID = fields.body("bank_account_id", .id(of: LinkedBank.self))
    pinToken = fields.header(
      "X-Pin-Token",
      .string(length: 0...1024).described("From /pin/verify, once you have set a PIN."))
  }

  func request(of user: UserID) -> WithdrawalRequest {
    WithdrawalRequest(userID: user, amount: amount, bankID: bankID)
  }
}

/// A withdrawal on the wire.
struct WithdrawalBody: ResponseBody {
  let withdrawal: Withdrawal

  init(_ withdrawal: Withdrawal) { self.withdrawal = withdrawal }

  static let shape = Shape<WithdrawalBody>(
    "Withdrawal",
    .id("id") { $0.withdrawal.id },
    .enumeration("status") { $0.withdrawal.state },
    .money("amount") { $0.withdrawal.amount },
    .money("fee") { $0.withdrawal.fee },
    .unit("currency") { $0.withdrawal.amount.unit },
    .enumeration("provider") { $0.withdrawal.provider },
    .string("reference") { $0.withdrawal.reference.text },
    .id("bank_account_id") { $0.withdrawal.bankID },
    .id("transaction_id") { $0.withdrawal.transfers.payment },
    .optionalOneOf("returned_because", Withdrawal.Return.allCases.map(\.rawValue)) {
      $0.withdrawal.returned?.rawValue
    },
    .optionalString("reason") { $0.withdrawal.reason },
    .instant("created_at") { $0.withdrawal.createdAt },
    .optionalInstant("submitted_at") { $0.withdrawal.submittedAt },
    .optionalInstant("paid_at") { $0.withdrawal.paidAt },
    .optionalInstant("ended_at") { $0.withdrawal.endedAt })

  /// The body with its version.
  var tagged: Reply<WithdrawalBody> { Reply.ok(self).etag(ETag(version: withdrawal.version)) }
}
