import HTTP
public import Router

extension AssembledContexts {
  /// Every route of every context, where it is mounted, tagged with the context's name.
  public var routes: [Route] {
    offers.contexts.flatMap { context in
      let shared = shared(by: context)
      let taken = Set(shared.map(Self.place))
      // Below a context mounted at `/api`, a shared route may stand where one of its owner's does.
      // They are one, and the other context's is the one that knows of that context.
      let own =
        (context.offers.routes.map { $0.prefixed(context.mount) }
        + context.offers.fixedRoutes)
        .filter { !taken.contains(Self.place($0)) }
      return (own + shared).map { $0.tagged(context.context) }
    }
  }

  /// A context's shared routes below other contexts' mounts; of several contexts that are mounted
  /// at one place, below the first. They count as its own routes do.
  private func shared(by context: ContextOffers) -> [Route] {
    let name = context.context
    let home = context.mount
    var taken: Set<String> = []
    return context.offers.sharedRoutes.flatMap { shared in
      shared.routes.map { route in
        // Below others' mounts they stand in a folder of the context's name.
        let folder = "/\(name)/"
        let place = route.path.hasPrefix(folder) ? route.path.dropFirst(folder.count - 1) : ""
        let alias = route.prefixed(shared.mount)
        return place.isEmpty
          ? alias : alias.counted(as: home == "/" ? String(place) : home + place)
      }
    }
    .filter { taken.insert(Self.place($0)).inserted }
  }

  private static func place(_ route: Route) -> String {
    "\(route.method.rawValue) \(route.path)"
  }
}
