import Ajo
import Kernel
import Router

/// A wallet on the wire.
struct WalletBody: ResponseBody {
  let wallet: Wallet

  init(_ wallet: Wallet) {
    self.wallet = wallet
  }

  static let shape = Shape<WalletBody>(
    "Wallet",
    .id("id") { $0.wallet.id },
    .id("user_id") { $0.wallet.userID },
    .money("balance") { $0.wallet.balance },
    .money("available") { $0.wallet.available },
    .money("held") { $0.wallet.held },
    .unit("currency") { $0.wallet.balance.unit })
}

/// A movement in a wallet on the wire.
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
    .oneOf("status", ["completed"]) { _ in "completed" },
    .id("reference") { $0.transaction.id },
    .optionalObject("counterparty") { $0.transaction.counterparty.map(CounterpartyBody.init) },
    .optionalString("note") { $0.transaction.note },
    .instant("created_at") { $0.transaction.createdAt },
    .money("balance_after") { $0.transaction.balanceAfter })
}

/// The other side of a movement.
struct CounterpartyBody: ResponseBody {
  let userID: UserID

  init(_ userID: UserID) {
    self.userID = userID
  }

  static let shape = Shape<CounterpartyBody>("Counterparty", .id("user_id") { $0.userID })
}

/// The answer to a transfer: the movement, and the balance it left.
struct TransferBody: ResponseBody {
  let transaction: TransactionBody

  init(_ movement: WalletTransaction) {
    transaction = TransactionBody(movement)
  }

  static let shape = Shape<TransferBody>(
    "WalletTransfer",
    fields: TransactionBody.shape.pulled { $0.transaction } + [
      .money("balance") { $0.transaction.transaction.balanceAfter }
    ])
}
