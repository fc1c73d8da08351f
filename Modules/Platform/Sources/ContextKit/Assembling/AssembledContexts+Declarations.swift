import AdminResources
import Events
import PlatformSQL
import RuntimeSettings

extension AssembledContexts {
  /// Holds what contexts declare for administrators against itself and against their databases.
  /// - Parameter stores: every database of the program.
  /// - Throws: the first `AssemblyError`, or the store's error.
  public func checkDeclarations(in stores: [SharedStore]) async throws {
    for context in offers.contexts {
      if DeclaredResource.reservedWords.contains(context.context) {
        throw AssemblyError.reservedName(context: context.context)
      }
      try Self.check(context.offers[RuntimeSettingOffer.self], of: context.context)
      try Self.check(context.offers.eventSubscribers, of: context.context)
    }
    let resources = offers.adminResources
    try Self.checkNames(resources)
    let known = Set(resources.map(\.path))
    for resource in resources {
      try Self.refuse(resource, resource.problems(among: known))
    }
    var catalogues: [IndexCatalogue?] = Array(repeating: nil, count: stores.count)
    for resource in resources {
      guard let home = stores.firstIndex(where: { $0.contexts.contains(resource.context) }) else {
        throw AssemblyError.declaration(
          context: resource.context, of: resource.resource.name, reason: "is in no database")
      }
      let catalogue =
        if let known = catalogues[home] { known } else {
          try await IndexCatalogue(of: stores[home].store.database)
        }
      catalogues[home] = catalogue
      let indexed = catalogue.leadingColumns(of: resource.resource.table)
      try Self.refuse(resource, resource.problems(indexed: indexed))
    }
  }

  private static func checkNames(_ resources: [DeclaredResource]) throws(AssemblyError) {
    for (one, other) in zip(resources, resources.dropFirst()) where one.path == other.path {
      throw .declaration(
        context: one.context, of: one.resource.name, reason: "it declares already")
    }
  }

  private static func refuse(
    _ resource: DeclaredResource, _ problems: [ResourceProblem]
  ) throws(AssemblyError) {
    guard let problem = problems.first else { return }
    throw .declaration(
      context: resource.context, of: "\(resource.resource.name).\(problem.field)",
      reason: problem.reason)
  }

  private static func check(
    _ subscribers: [EventSubscriber], of context: String
  ) throws(AssemblyError) {
    for subscriber in subscribers {
      guard let pattern = subscriber.malformedPatterns.first else { continue }
      throw .declaration(
        context: context, of: "the subscriber \(subscriber.name)",
        reason: "is to \(pattern), which is no pattern of events")
    }
  }

  private static func check(
    _ settings: [AnyRuntimeSetting], of context: String
  ) throws(AssemblyError) {
    var keys: Set<String> = []
    for setting in settings {
      guard AnyRuntimeSetting.isKey(setting.key) else {
        throw .declaration(
          context: context, of: "the setting \(setting.key)",
          reason: "is not words of a-z, 0-9 and _ with dots between them")
      }
      guard keys.insert(setting.key).inserted else {
        throw .declaration(
          context: context, of: "the setting \(setting.key)", reason: "it declares already")
      }
      do throws(UnfitSetting) {
        _ = try setting.canonical(fromJSON: setting.defaultJSON)
      } catch {
        throw .declaration(
          context: context, of: "the setting \(setting.key)",
          reason: "does not take its own default: \(error.message)")
      }
    }
  }
}
