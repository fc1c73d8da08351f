public import Router

/// Permissions of routes that are made of what all contexts offer: API keys can have them like
/// those of other routes, so they are told before.
public enum PermissionOffer: OfferKey {
  /// One permission.
  public typealias Item = Permission
}

extension Offers {
  /// The permissions that the context's routes over all offers ask for.
  public var permissions: [Permission] {
    get { self[PermissionOffer.self] }
    set { self[PermissionOffer.self] = newValue }
  }
}
