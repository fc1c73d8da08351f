import Kernel
import Router

// What Fleet's routes ask for, for everybody who is signed in. Who may do what with which company,
// driver, account or transaction is `AccessTable`'s to say.
extension Permission {
  /// See companies, drivers, accounts, transactions and receipts.
  static let readFleet = Permission("fleet.read", .signedIn, keys: true)
  /// Make and change companies, members, drivers and accounts.
  static let manageFleet = Permission("fleet.manage", .signedIn, keys: true)
  /// Request and decide transactions.
  static let tradeFuel = Permission("fleet.trade", .signedIn, keys: true)
  /// Activate, deactivate, hand over and let expire what only staff of the house does.
  static let administerFleet = Permission("fleet.administer", .anyRole([.admin]), keys: false)
}
