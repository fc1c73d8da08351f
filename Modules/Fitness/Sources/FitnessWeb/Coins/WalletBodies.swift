public import Fitness
public import Kernel
import Router

/// A wallet on the wire.
struct WalletBody: ResponseBody {
  let view: WalletView

  init(_ view: WalletView) { self.view = view }

  private var wallet: Wallet { view.wallet }

  static let shape = Shape<WalletBody>(
    "FitnessWallet",
    .id("id") { $0.wallet.id },
    .id("user_id") { $0.wallet.userID },
    .integer("available_coins") { $0.wallet.available },
    .integer("frozen_coins") { $0.wallet.frozen }.described("What orders hold."),
    .integer("lifetime_earned") { $0.wallet.lifetimeEarned },
    .integer("lifetime_spent") { $0.wallet.lifetimeSpent },
    .integer("debt_coins") { $0.wallet.debt }
      .described("Coins that were taken back after they had been spent. The next ones pay it."),
    .string("fraction") { "\($0.view.fraction)" }
      .described("What steps have earned beside whole coins, with four digits."),
    .instant("updated_at") { $0.wallet.updatedAt })
}

/// A line of a wallet on the wire.
struct CoinTransactionBody: ResponseBody {
  let transaction: CoinTransaction

  static let shape = Shape<CoinTransactionBody>(
    "CoinTransaction",
    .id("id") { $0.transaction.id },
    .enumeration("type") { $0.transaction.kind },
    .enumeration("direction") { $0.transaction.direction },
    .integer("amount") { $0.transaction.amount },
    .enumeration("status") { $0.transaction.status },
    .integer("balance_after") { $0.transaction.balanceAfter }
      .described("What was available after it."),
    .enumeration("reference_type") { $0.transaction.reference.kind },
    .id("reference_id") { $0.transaction.reference.id },
    .optionalString("note") { $0.transaction.note },
    .instant("created_at") { $0.transaction.createdAt })
}

extension ProblemKind {
  /// 409: fewer coins are available.
  static let insufficientCoins = ProblemKind(
    status: 409, code: "insufficient_coins", title: "Not enough coins")
}

extension CoinRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .insufficientCoins(let needed, let available):
      Problem(
        .insufficientCoins, detail: "\(needed) coins are needed, and \(available) are available.",
        details: [("needed", .number(needed)), ("available_coins", .number(available))])
    case .notHeld: Problem(.conflict, detail: "These coins are held no more.")
    case .notFound: NotFound().problem
    }
  }

  /// Each of them.
  public static var kinds: [ProblemKind] { [.notFound, .insufficientCoins, .conflict] }
}
