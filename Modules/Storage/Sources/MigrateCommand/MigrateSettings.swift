/// What the configuration says that concerns migrations: which context keeps its data where.
public struct MigrateSettings: Sendable, Equatable {
  /// `production` forbids `down`.
  public var mode: String?
  /// The contexts that run; nil for all that there are.
  public var contexts: [String]?
  /// The database of every context that has none of its own, as a URL.
  public var defaultDatabase: String?
  /// The databases of contexts that have one of their own, as URLs.
  public var databases: [String: String]

  /// Settings as read from somewhere.
  public init(
    mode: String? = nil, contexts: [String]? = nil, defaultDatabase: String? = nil,
    databases: [String: String] = [:]
  ) {
    self.mode = mode
    self.contexts = contexts
    self.defaultDatabase = defaultDatabase
    self.databases = databases
  }

  /// Settings from environment variables alone: `ATRIUM_MODE`, `ATRIUM_CONTEXTS`,
  /// `ATRIUM_STORAGE_DEFAULT`, and `ATRIUM_STORAGE_AJO_URL` for the context `ajo`.
  public init(environment: [String: String]) {
    mode = environment["ATRIUM_MODE"]
    contexts = environment["ATRIUM_CONTEXTS"]?.split { $0 == "," || $0 == " " }
      .map { $0.lowercased() }
    defaultDatabase = environment["ATRIUM_STORAGE_DEFAULT"]
    databases = [:]
    for (name, value) in environment {
      guard name.hasPrefix("ATRIUM_STORAGE_"), name.hasSuffix("_URL") else { continue }
      let context = name.dropFirst("ATRIUM_STORAGE_".count).dropLast("_URL".count)
      if !context.isEmpty { databases[context.lowercased()] = value }
    }
  }
}
