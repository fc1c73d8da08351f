public import Router

/// Routes with paths below the context's mount.
public enum RouteOffer: OfferKey {
  /// One route.
  public typealias Item = Route
}

/// Routes that stand at fixed places whatever the mount, such as `/.well-known/jwks.json`.
public enum FixedRouteOffer: OfferKey {
  /// One route.
  public typealias Item = Route
}

/// Routes that also answer below another context's mount.
public enum SharedRouteOffer: OfferKey {
  /// The routes below one mount.
  public typealias Item = SharedRoutes
}

/// Routes of one context below the mount of another.
public struct SharedRoutes: Sendable {
  /// Below which context they stand.
  public let context: String
  /// That context's mount.
  public let mount: String
  /// The routes, with paths below the mount.
  public let routes: [Route]

  /// Routes below another context's mount.
  public init(below other: ContextOffers, _ routes: [Route]) {
    context = other.context
    mount = other.mount
    self.routes = routes
  }
}

extension Offers {
  /// The context's routes, with paths below its mount. A path that speaks WebSocket is one of them:
  /// `environment.sockets.route(…)`.
  public var routes: [Route] {
    get { self[RouteOffer.self] }
    set { self[RouteOffer.self] = newValue }
  }

  /// The context's routes that stand at fixed places whatever the mount.
  public var fixedRoutes: [Route] {
    get { self[FixedRouteOffer.self] }
    set { self[FixedRouteOffer.self] = newValue }
  }

  /// The context's routes that also answer below other contexts' mounts. Of several contexts that
  /// are mounted at one place they answer below the first.
  public var sharedRoutes: [SharedRoutes] {
    get { self[SharedRouteOffer.self] }
    set { self[SharedRouteOffer.self] = newValue }
  }
}
