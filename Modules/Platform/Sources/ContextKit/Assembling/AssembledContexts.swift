import HTTP
import Ports
import Router

/// The contexts of a program, put together in their order, with what they answer and offer.
public struct AssembledContexts: Sendable {
  /// The contexts, each with its mount, in the order in which they were put together.
  public let members: [(mount: String, plugin: any ContextPlugin)]
  /// What the program and the contexts answer.
  public let ports: PortValues
  /// What the contexts offer, by themselves and over all.
  public let offers: AllOffers

  /// Puts contexts together: each with the ports of those before it, and its offers over all once
  /// everybody's own are known.
  /// - Parameters:
  ///   - contexts: the contexts in their order (`ContextOrder`).
  ///   - given: the ports that the program answers itself.
  ///   - environment: makes a context's environment from the ports that are answered so far.
  /// - Throws: `AssemblyError`, or what a context says of its settings.
  public static func assemble(
    _ contexts: [any ContextPlugin.Type], given: PortValues,
    environment: (any ContextPlugin.Type, PortValues) throws -> ContextEnvironment
  ) async throws -> AssembledContexts {
    var ports = given
    var members: [(mount: String, plugin: any ContextPlugin)] = []
    for context in contexts {
      let environment = try environment(context, ports)
      let plugin = try await context.init(environment: environment)
      let answered = plugin.ports
      try check(answered, of: context)
      ports.merge(answered)
      members.append((environment.mount, plugin))
    }
    return AssembledContexts(
      members: members, ports: ports, offers: try gather(members))
  }

  /// The context of a type; nil where the program does without.
  public func context<Plugin: ContextPlugin>(_ type: Plugin.Type) -> OpenedContext<Plugin>? {
    for (_, plugin) in members {
      if let plugin = plugin as? Plugin { return OpenedContext(plugin: plugin, all: offers) }
    }
    return nil
  }

  /// A context answers what it says that it does, and nothing else.
  private static func check(
    _ answered: PortValues, of context: any ContextPlugin.Type
  ) throws(AssemblyError) {
    for port in context.provides where !answered.keys.contains(where: { $0 == port }) {
      throw .withheld(port: port.name, context: context.name)
    }
    for port in answered.keys where !context.provides.contains(where: { $0 == port }) {
      throw .unannounced(port: port.name, context: context.name)
    }
  }

  private static func gather(
    _ members: [(mount: String, plugin: any ContextPlugin)]
  ) throws(AssemblyError) -> AllOffers {
    let own = AllOffers(
      members.map { mount, plugin in
        ContextOffers(
          context: type(of: plugin).name, mount: mount, hostsOthers: type(of: plugin).hostsOthers,
          offers: plugin.offers)
      })
    let known = Set(own.permissions)
    var all = own
    for (index, member) in members.enumerated() {
      let over = member.plugin.offers(over: own)
      // API keys can have what the routes ask for that contexts offer by themselves.
      for route in over.routes + over.fixedRoutes
      where route.permission.isForKeys && !known.contains(route.permission) {
        throw .latePermission(
          permission: route.permission.name, route: "\(route.method.rawValue) \(route.path)",
          context: all.contexts[index].context)
      }
      all.contexts[index].offers.append(over)
    }
    return all
  }
}
