public import Ports

/// The order in which contexts are put together: each after those that answer its ports. Where
/// ports leave it open, contexts keep the order of the list.
public struct ContextOrder: Sendable {
  /// The contexts, in their order; without those that `problems` are about.
  public private(set) var contexts: [any ContextPlugin.Type] = []
  /// What stands in the way; empty where nothing does.
  public private(set) var problems: [AssemblyError] = []

  /// Orders contexts by what they say of themselves; nothing is opened for it.
  /// - Parameters:
  ///   - chosen: the configured contexts.
  ///   - given: the ports that the program answers itself.
  ///   - known: every context that could be configured, to name what is missing.
  public init(
    of chosen: [any ContextPlugin.Type], given: [any PortKey.Type],
    known: [any ContextPlugin.Type]
  ) {
    let given = Set(given.map(ObjectIdentifier.init))
    let providers = Self.providers(among: chosen)
    problems = Self.conflicts(providers, chosen)
    for context in chosen {
      for port in context.needs {
        let id = ObjectIdentifier(port)
        guard !given.contains(id), providers[id] == nil else { continue }
        let others = known.filter { $0.provides.contains { $0 == port } }.map { $0.name }
        problems.append(.missing(port: port.name, context: context.name, providers: others))
      }
    }
    var waiting = chosen
    while let index = waiting.firstIndex(where: { context in
      Self.blocker(of: context, among: waiting) == nil
    }) {
      contexts.append(waiting.remove(at: index))
    }
    if let cycle = Self.cycle(among: waiting) { problems.append(.cycle(cycle)) }
  }

  /// The contexts in their order.
  /// - Throws: the first of `problems`.
  public func get() throws(AssemblyError) -> [any ContextPlugin.Type] {
    if let problem = problems.first { throw problem }
    return contexts
  }

  private static func providers(
    among contexts: [any ContextPlugin.Type]
  ) -> [ObjectIdentifier: [String]] {
    var providers: [ObjectIdentifier: [String]] = [:]
    for context in contexts {
      for port in context.provides {
        providers[ObjectIdentifier(port), default: []] += [context.name]
      }
    }
    return providers
  }

  private static func conflicts(
    _ providers: [ObjectIdentifier: [String]], _ contexts: [any ContextPlugin.Type]
  ) -> [AssemblyError] {
    contexts.flatMap { context in
      context.provides.compactMap { port in
        let names = providers[ObjectIdentifier(port)] ?? []
        guard names.count > 1, names.first == context.name else { return nil }
        return .providedTwice(port: port.name, contexts: names)
      }
    }
  }

  /// A context that is not put together yet and answers a port of this one.
  private static func blocker(
    of context: any ContextPlugin.Type, among waiting: [any ContextPlugin.Type]
  ) -> (port: any PortKey.Type, provider: any ContextPlugin.Type)? {
    for port in context.needs + context.uses {
      if let provider = waiting.first(where: { $0.provides.contains { $0 == port } }) {
        return (port, provider)
      }
    }
    return nil
  }

  /// Contexts that wait for each other, found by following who waits for whom until somebody comes
  /// a second time.
  private static func cycle(
    among waiting: [any ContextPlugin.Type]
  ) -> [AssemblyError.Dependency]? {
    var path: [AssemblyError.Dependency] = []
    var next = waiting.first
    while let context = next, let (port, provider) = blocker(of: context, among: waiting) {
      if let start = path.firstIndex(where: { $0.context == context.name }) {
        return Array(path[start...])
      }
      path.append(AssemblyError.Dependency(context: context.name, port: port.name))
      next = provider
    }
    return nil
  }
}
