import Kernel
public import Router

// Who may do what in Ajo: the whole table.
extension Permission {
  /// See one's own wallet and its entries.
  public static let readOwnWallet = Permission("ajo.wallet.read", .signedIn, keys: true)
  /// Send money from one's own wallet.
  public static let spendOwnWallet = Permission("ajo.wallet.spend", .signedIn, keys: true)
  /// See circles that one is in, or has the code of.
  public static let readCircles = Permission("ajo.circles.read", .signedIn, keys: true)
  /// Found, join, change, start and cancel circles.
  public static let changeCircles = Permission("ajo.circles.change", .signedIn, keys: true)
  /// See all circles, and how they stand.
  public static let readAllCircles = Permission(
    "ajo.circles.read_all", .anyRole([.admin, .support]), keys: true)
  /// Cancel any circle, change its host, and have its members reminded.
  public static let changeAllCircles = Permission(
    "ajo.circles.change_all", .anyRole([.admin]), keys: false)
  /// Link and unlink bank accounts of one's own, and look up whose an account is.
  public static let changeOwnBanks = Permission("ajo.banks.change", .signedIn, keys: true)
  /// Link and remove cards of one's own.
  public static let changeOwnCards = Permission("ajo.cards.change", .signedIn, keys: true)
  /// Show who one is.
  public static let showOwnIdentity = Permission("ajo.kyc.show", .signedIn, keys: false)
  /// See all users' payments, and where books differ.
  public static let readPayments = Permission(
    "ajo.payments.read", .anyRole([.admin, .support]), keys: true)
  /// Settle, return, reverse and decide what only a person can.
  public static let changePayments = Permission(
    "ajo.payments.change", .anyRole([.admin]), keys: false)
  /// See one's own profile and dashboard.
  public static let readOwnProfile = Permission("ajo.profile.read", .signedIn, keys: true)
  /// Change one's own profile.
  public static let changeOwnProfile = Permission("ajo.profile.change", .signedIn, keys: false)
}
