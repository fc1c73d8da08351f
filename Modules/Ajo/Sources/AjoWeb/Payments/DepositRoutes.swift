public import Ajo
public import Kernel
import Payments
import Ports
import Router

/// The deposits of users: who may call what.
func depositRoutes(_ deposits: DepositService) -> [Route] {
  let currency = deposits.currency
  return [
    .post(
      "/wallet/deposit", permission: .spendOwnWallet, summary: "Pay into your wallet",
      status: 201,
      refusals: [
        DepositRefusal.self, LimitRefusal.self, ProviderUnavailable.self, PaymentRefused.self,
        NotFound.self, UserLeaving.self,
      ],
      reading: { DepositInput(from: &$0, currency: currency) },
      answer: { (deposit: Deposit) in
        Reply.created(DepositBody(deposit), at: "/wallet/deposits/\(deposit.id)")
      }
    ) { (caller, input, once) in
      try await deposits.begin(input.request(of: caller.userID), once: once)
    },
    .get(
      "/wallet/deposits", permission: .readOwnWallet, summary: "List your deposits, newest first"
    ) { (caller, query: DepositQuery) in
      let found = try await deposits.deposits(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { DepositBody($0) }
    },
    .get(
      "/wallet/deposits/{id}", permission: .readOwnWallet, summary: "Show one of your deposits",
      otherStatuses: [304], refusals: [DepositRefusal.self]
    ) { (caller, path: RecordPath<Deposit>) in
      DepositBody(try await deposits.deposit(path.id, of: caller.userID)).tagged
    },
    .post(
      "/wallet/deposits/{id}/check", permission: .readOwnWallet,
      summary: "Ask the payment provider about one of your deposits",
      refusals: [DepositRefusal.self, ProviderUnavailable.self]
    ) { (caller, path: RecordPath<Deposit>) in
      DepositBody(try await deposits.check(path.id, of: caller.userID)).tagged
    }.limited(to: 30, inSeconds: 60),
  ]
}

extension ProblemKind {
  /// 409: the card's last month is over.
  static let cardExpired = ProblemKind(
    status: 409, code: "card_expired", title: "The card has expired")
}

extension DepositRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .noSuchCard: NotFound().problem
    case .cardExpired: Problem(.cardExpired, detail: "Link another card.")
    }
  }
}

/// The query of `GET /wallet/deposits`.
struct DepositQuery: RequestInput {
  let page: PageRequest<Deposit, Deposit.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.deposits", by: \.id)
  }
}

/// The body of `POST /wallet/deposit`.
struct DepositInput: Sendable {
  let amount: Money
  let provider: PaymentProvider?
  let cardID: Card.ID?

  /// - Parameter currency: the currency of every wallet.
  init(from fields: inout RequestFields, currency: Unit) {
    amount = fields.body("amount", .money(currency))
    provider = fields.nullableBody("provider", .enumeration(PaymentProvider.self))
    cardID = fields.nullableBody("card_id", .id(of: Card.self))
  }

  func request(of user: UserID) -> DepositRequest {
    DepositRequest(userID: user, amount: amount, provider: provider, cardID: cardID)
  }
}

/// A deposit on the wire.
struct DepositBody: ResponseBody {
  let deposit: Deposit

  init(_ deposit: Deposit) { self.deposit = deposit }

  static let shape = Shape<DepositBody>(
    "Deposit",
    .id("id") { $0.deposit.id },
    .enumeration("status") { $0.deposit.state },
    .money("amount") { $0.deposit.amount },
    .unit("currency") { $0.deposit.amount.unit },
    .enumeration("provider") { $0.deposit.provider },
    .string("reference") { $0.deposit.reference.text },
    .optionalString("authorization_url") { $0.deposit.authorizationURL },
    .optionalID("card_id") { $0.deposit.cardID },
    .optionalMoney("paid_amount") { $0.deposit.paid },
    .optionalString("paid_currency") { $0.deposit.paid?.unit.code },
    .optionalString("reason") { $0.deposit.reason },
    .instant("created_at") { $0.deposit.createdAt },
    .optionalInstant("paid_at") { $0.deposit.paidAt },
    .optionalInstant("ended_at") { $0.deposit.endedAt })

  /// The body with its version.
  var tagged: Reply<DepositBody> { Reply.ok(self).etag(ETag(version: deposit.version)) }
}
