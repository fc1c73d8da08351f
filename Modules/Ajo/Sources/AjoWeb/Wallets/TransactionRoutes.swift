public import Ajo
import Kernel
import Ledger
public import Router

/// The transactions of a user's wallet. What was posted never changes.
func transactionRoutes(_ wallets: WalletService) -> [Route] {
  [
    .get(
      "/wallet/transactions", permission: .readOwnWallet,
      summary: "List your wallet's transactions, newest first"
    ) { (caller, query: TransactionQuery) in
      let found = try await wallets.transactions(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { TransactionBody($0) }
    },
    .get(
      "/wallet/transactions/{id}", permission: .readOwnWallet,
      summary: "Show a transaction of your wallet", otherStatuses: [304],
      refusals: [NotFound.self]
    ) { (caller, path: RecordPath<Transfer>) in
      guard let transaction = try await wallets.transaction(path.id, of: caller.userID) else {
        throw NotFound()
      }
      return Reply.ok(TransactionBody(transaction)).etag(ETag(version: 1))
    },
  ]
}

/// The query of `GET /wallet/transactions`.
struct TransactionQuery: RequestInput {
  let page: PageRequest<WalletTransaction, EntryPlace>

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.wallet.entries", by: \.place)
  }
}

/// An entry of a wallet on the wire.
struct TransactionBody: ResponseBody {
  let transaction: WalletTransaction

  init(_ transaction: WalletTransaction) {
    self.transaction = transaction
  }

  static let shape = Shape<TransactionBody>(
    "WalletTransaction",
    .id("id") { $0.transaction.id },
    .string("type") { $0.transaction.kind },
    .enumeration("direction") { $0.transaction.direction },
    .money("amount") { $0.transaction.amount },
    .unit("currency") { $0.transaction.amount.unit },
    .enumeration("status") { $0.transaction.status },
    .string("reference") { $0.transaction.reference },
    // Left out of others, which so are as they were before there were circles.
    .optionalID("circle_id") { $0.transaction.circleID }.when { $0.transaction.circleID != nil },
    .optionalInteger("cycle_number") { $0.transaction.cycle }
      .when { $0.transaction.circleID != nil },
    .optionalObject("counterparty") { CounterpartyBody($0.transaction) },
    .optionalString("note") { $0.transaction.note },
    .instant("created_at") { $0.transaction.createdAt },
    .money("balance_after") { $0.transaction.balanceAfter })
}

/// The other side of an entry: a user, a circle, or what another context charged for. The house is
/// none.
struct CounterpartyBody: ResponseBody {
  let owner: Owner
  let name: String?

  init?(_ transaction: WalletTransaction) {
    guard transaction.party.kind != .house else { return nil }
    owner = transaction.party
    name = transaction.partyName
  }

  static let shape = Shape<CounterpartyBody>(
    "Counterparty",
    // Users are told as they were before there were others.
    .string("kind") { "\($0.owner.kind)" }.when { $0.owner.userID == nil },
    .optionalID("user_id") { $0.owner.userID }.when { $0.owner.userID != nil },
    .optionalID("id") { Identifier<Owner>(rawValue: $0.owner.id) }
      .when { $0.owner.userID == nil },
    .optionalString("name") { $0.name }.when { $0.name != nil })
}

extension EntryPlace: CursorKey {
  /// The number of an entry, and what orders those without one.
  public static var kinds: [Cursor.Kind] { [.integer, .id] }
  /// Both.
  public var keys: [Cursor.Key] { [.integer(sequence), .id(unposted.rawValue)] }
  /// Both.
  public init?(keys: ArraySlice<Cursor.Key>) {
    guard let pair = CursorPair<Int64, Identifier<EntryPlace>>(keys: keys) else { return nil }
    self.init(sequence: pair.first, unposted: pair.second)
  }
}
