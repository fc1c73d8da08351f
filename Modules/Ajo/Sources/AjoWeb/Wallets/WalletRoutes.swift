import Ajo
import Kernel
import Router

/// A user's wallet.
func walletRoutes(_ wallets: WalletService) -> [Route] {
  [
    .get(
      "/wallet", permission: .readOwnWallet, summary: "Show your wallet", otherStatuses: [304]
    ) { caller in
      let wallet = try await wallets.wallet(of: caller.userID)
      return Reply.ok(WalletBody(wallet)).etag(ETag("\(wallet.version)"))
    }
  ]
}

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
