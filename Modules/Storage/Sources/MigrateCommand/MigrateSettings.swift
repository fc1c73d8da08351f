/// The part of the configuration that concerns migrations: which context keeps its data where.
public struct MigrateSettings: Sendable, Equatable {
  /// `production` forbids `down`.
  public var mode: String?
  /// The contexts that run; nil for all that there are.
  public var contexts: [String]?
  /// The database of every context that has none of its own, as a URL.
  public var defaultDatabase: String?
  /// The databases of contexts that have one of their own, as URLs.
  public var databases: [String: String]
  /// The role that serves every context that has none of its own named.
  public var servingRole: String?
  /// The roles that serve single contexts.
  public var servingRoles: [String: String]

  /// Makes settings.
  public init(
    mode: String? = nil, contexts: [String]? = nil, defaultDatabase: String? = nil,
    databases: [String: String] = [:], servingRole: String? = nil,
    servingRoles: [String: String] = [:]
  ) {
    self.mode = mode
    self.contexts = contexts
    self.defaultDatabase = defaultDatabase
    self.databases = databases
    self.servingRole = servingRole
    self.servingRoles = servingRoles
  }

  /// Settings from environment variables alone: `ATRIUM_MODE`, `ATRIUM_CONTEXTS`,
  /// `ATRIUM_STORAGE_DEFAULT`, `ATRIUM_STORAGE_SERVING_ROLE`, and for the context `ajo`
  /// `ATRIUM_STORAGE_AJO_URL` and `ATRIUM_STORAGE_AJO_SERVING_ROLE`.
  public init(environment: [String: String]) {
    mode = environment["ATRIUM_MODE"]
    contexts = environment["ATRIUM_CONTEXTS"]?.split { $0 == "," || $0 == " " }
      .map { $0.lowercased() }
    defaultDatabase = environment["ATRIUM_STORAGE_DEFAULT"]
    databases = Self.ofContexts(environment, "_URL")
    servingRole = environment["ATRIUM_STORAGE_SERVING_ROLE"]
    servingRoles = Self.ofContexts(environment, "_SERVING_ROLE")
  }

  private static func ofContexts(
    _ environment: [String: String], _ suffix: String
  ) -> [String: String] {
    var values: [String: String] = [:]
    for (name, value) in environment {
      guard name.hasPrefix("ATRIUM_STORAGE_"), name.hasSuffix(suffix),
        name.utf8.count > "ATRIUM_STORAGE".utf8.count + suffix.utf8.count + 1
      else { continue }
      let context = name.dropFirst("ATRIUM_STORAGE_".count).dropLast(suffix.count)
      values[context.lowercased()] = value
    }
    return values
  }

  /// The roles that serve these streams, each once.
  func roles(serving streams: [String]) -> [String] {
    streams.filter { $0 != "platform" }.compactMap { servingRoles[$0] ?? servingRole }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Whether a role was named for this very context.
  func isServedByRole(_ context: String) -> Bool { servingRoles[context] != nil }
}
