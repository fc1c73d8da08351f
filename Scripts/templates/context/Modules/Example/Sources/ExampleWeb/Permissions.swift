import Kernel
public import Router

// Who may do what in Example: the whole table.
extension Permission {
  /// See one's own items.
  public static let readOwnItems = Permission("example.items.read", .signedIn, keys: true)
  /// Make and rename items of one's own.
  public static let changeOwnItems = Permission("example.items.change", .signedIn, keys: true)
}
