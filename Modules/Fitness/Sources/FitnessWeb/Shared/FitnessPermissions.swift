import Fitness
import Kernel
import Router

// What Fitness's routes ask for.
extension Permission {
  /// See one's own steps, coins and orders, what there is to win, and the boards.
  static let readFitness = Permission("fitness.read", .signedIn, keys: true)
  /// Upload steps, and change one's own profile.
  static let recordSteps = Permission("fitness.record", .signedIn, keys: true)
  /// Spend one's own coins.
  static let orderRewards = Permission("fitness.order", .signedIn, keys: true)
  /// See records that look wrong.
  static let readReviews = staff("fitness.reviews.read", .moderator, .support)
  /// Decide about them.
  static let reviewSteps = staff("fitness.reviews.decide", .moderator)
  /// See everybody's orders, and what the shop is told.
  static let readShop = staff("fitness.shop.read", .merchant, .support)
  /// Keep the catalogue, and ship orders.
  static let keepShop = staff("fitness.shop.keep", .merchant)
  /// See everybody's wallet.
  static let readWallets = staff("fitness.wallets.read", .support)
  /// See reports.
  static let readFitnessReports = staff("fitness.reports.read", .support)
  /// Give and take coins, and what else only administrators do.
  static let administerFitness = staff("fitness.administer")

  /// Administrators may do all of it.
  private static func staff(_ name: String, _ rights: FitnessRight...) -> Permission {
    Permission(name, .anyRole([.admin] + rights.map(\.role)), keys: false)
  }
}
