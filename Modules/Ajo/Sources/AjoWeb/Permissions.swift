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
}
