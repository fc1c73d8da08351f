import ContextKit
import Fitness
import Kernel
import Ports
import Router

/// Coins, and what the staff does about them.
func walletRoutes(_ wallets: WalletService) -> [Route] {
  [
    .get("/wallet", permission: .readFitness, summary: "Show your wallet") {
      (caller, _: NoInput) in
      WalletBody(try await wallets.wallet(of: caller.userID))
    },
    .get(
      "/wallet/transactions", permission: .readFitness,
      summary: "List what moved in your wallet, newest first"
    ) { (caller, query: CoinQuery) in
      let page = query.page
      let found = try await wallets.transactions(
        of: caller.userID, kind: query.kind, after: query.place, limit: page.rowsToRead)
      return page.of(found) { CoinTransactionBody(transaction: $0) }
    },
    .get(
      "/wallets/{user_id}", permission: .readWallets, summary: "Show a user's wallet",
      refusals: [CoinRefusal.self]
    ) { (_, path: WalletPath) in
      WalletBody(try await wallets.walletOfUser(path.userID))
    },
    .get(
      "/wallets/{user_id}/transactions", permission: .readWallets,
      summary: "List what moved in a user's wallet, newest first", refusals: [CoinRefusal.self]
    ) { (_, query: UserCoinQuery) in
      let page = query.rest.page
      let found = try await wallets.transactionsOfUser(
        query.userID, kind: query.rest.kind, after: query.rest.place, limit: page.rowsToRead)
      return page.of(found) { CoinTransactionBody(transaction: $0) }
    },
    .post(
      "/wallets/{user_id}/adjustments", permission: .administerFitness,
      summary: "Give a user coins, or take some", status: 201,
      refusals: [CoinRefusal.self, UserLeaving.self],
      answer: { (transaction: CoinTransaction) in
        Reply.created(
          CoinTransactionBody(transaction: transaction),
          at: "/wallets/\(transaction.userID)/transactions")
      }
    ) { (caller, input: AdjustmentInput, once) in
      try await wallets.adjust(
        input.amount, of: input.userID, because: input.reason, allowsDebt: input.allowsDebt,
        by: FitnessCaller(caller), once: once)
    }
    .described(
      "A negative `amount` takes coins: more than are available only with `allow_debt`; the rest is "
        + "owed, and the transaction has what was taken."),
  ]
}

/// The path of a user's wallet.
struct WalletPath: RequestInput {
  let userID: UserID

  init(from fields: inout RequestFields) {
    userID = fields.path("user_id", .id(of: UserTag.self))
  }
}

/// The query of `GET /wallet/transactions`.
struct CoinQuery: RequestInput {
  let kind: CoinTransaction.Kind?
  let page: PageRequest<CoinTransaction, CursorPair<Instant, CoinTransaction.ID>>

  init(from fields: inout RequestFields) {
    kind = fields.query("type", .enumeration())
    page = fields.page("fitness.coins", by: \.createdAt, \.id)
  }

  /// Where the page before ended.
  var place: CoinPlace? {
    page.after.map { CoinPlace(createdAt: $0.first, id: $0.second) }
  }
}

/// The path and query of `GET /wallets/{user_id}/transactions`.
struct UserCoinQuery: RequestInput {
  let userID: UserID
  let rest: CoinQuery

  init(from fields: inout RequestFields) {
    userID = fields.path("user_id", .id(of: UserTag.self))
    rest = CoinQuery(from: &fields)
  }
}

/// The path and body of `POST /wallets/{user_id}/adjustments`.
struct AdjustmentInput: RequestInput {
  let userID: UserID
  let amount: Int64
  let reason: String
  let allowsDebt: Bool

  init(from fields: inout RequestFields) {
    userID = fields.path("user_id", .id(of: UserTag.self))
    amount = fields.body(
      "amount",
      FieldType.integer64(-1_000_000...1_000_000).checked(
        code: "zero", message: "This cannot be zero."
      ) { $0 != 0 })
    reason = fields.body("reason", .text(length: 1...500))
    allowsDebt = fields.body("allow_debt", .bool, default: false)
  }
}
