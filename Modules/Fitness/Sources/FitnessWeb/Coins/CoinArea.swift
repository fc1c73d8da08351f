import ContextKit
import Fitness

/// Coins.
struct CoinArea: Sendable {
  let wallets: WalletService

  init(_ parts: FitnessParts) {
    wallets = WalletService(
      store: parts.store, users: parts.users, clock: parts.environment.clock)
  }

  /// What the area does in a server.
  var offers: Offers {
    var offers = Offers()
    offers.routes = walletRoutes(wallets)
    offers.events = coinEvents
    offers.notifications = coinNotifications
    return offers
  }
}
