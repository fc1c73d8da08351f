import Migrations
import Storage

/// One database of a run, and the streams that live in it.
struct MigrateTarget {
  let url: DatabaseURL
  let streams: [MigrationStream]
  /// The roles that serve the database and own nothing in it.
  var servingRoles: [String] = []

  /// The database as people and programs may see it: with its password masked.
  var name: String { url.description }

  /// The databases that a command is about.
  ///
  /// `--database` takes every chosen stream; otherwise each context has the database that the
  /// configuration says, with the platform's tables beside it in each.
  static func all(
    options: MigrateOptions, settings: MigrateSettings, streams: [MigrationStream]
  ) throws(UsageError) -> [MigrateTarget] {
    let chosen = try choose(options.contexts ?? settings.contexts, from: streams)
    let targets: [MigrateTarget]
    if let text = options.database {
      targets = [MigrateTarget(url: try parse(text, "--database"), streams: chosen)]
    } else {
      targets = try configured(chosen, settings)
    }
    return try targets.map { target throws(UsageError) in
      try target.served(options: options, settings: settings)
    }
  }

  /// The databases that the configuration names for the streams.
  private static func configured(
    _ chosen: [MigrationStream], _ settings: MigrateSettings
  ) throws(UsageError) -> [MigrateTarget] {
    let platform = chosen.filter { $0.name == "platform" }
    var order: [DatabaseURL] = []
    var grouped: [DatabaseURL: [MigrationStream]] = [:]
    let contexts = chosen.filter { $0.name != "platform" }
    for stream in contexts.isEmpty ? platform : contexts {
      guard let text = settings.databases[stream.name] ?? settings.defaultDatabase else {
        throw UsageError(
          "no database for \(stream.name): say --database URL, or storage.default in the "
            + "configuration (ATRIUM_STORAGE_DEFAULT)")
      }
      let url = try parse(text, "the database of \(stream.name)")
      if grouped[url] == nil { order.append(url) }
      grouped[url, default: contexts.isEmpty ? [] : platform].append(stream)
    }
    // A database that the platform has to itself.
    if let text = settings.databases["platform"], !contexts.isEmpty {
      let url = try parse(text, "the database of the platform")
      if grouped[url] == nil { order.append(url) }
      grouped[url] = grouped[url] ?? platform
    }
    return order.map { MigrateTarget(url: $0, streams: grouped[$0] ?? []) }
  }

  /// The same with the roles that serve it. SQLite has no roles: one that is meant for several
  /// databases does not concern it, and one that is meant for it is a mistake.
  private func served(
    options: MigrateOptions, settings: MigrateSettings
  ) throws(UsageError) -> MigrateTarget {
    var target = self
    let contexts = streams.map(\.name)
    if url.dialect == .postgres {
      target.servingRoles =
        options.servingRole.map { [$0] } ?? settings.roles(serving: contexts)
    } else if options.servingRole != nil || contexts.contains(where: settings.isServedByRole) {
      throw UsageError("\(name) is SQLite, which has no roles: no role can serve it")
    }
    return target
  }

  /// The chosen streams. The platform's comes along with any context, as contexts rely on it.
  private static func choose(
    _ contexts: [String]?, from streams: [MigrationStream]
  ) throws(UsageError) -> [MigrationStream] {
    guard !streams.isEmpty else {
      throw UsageError("there are no migrations: say --schemas DIR")
    }
    guard let contexts else { return streams }
    for context in contexts where !streams.contains(where: { $0.name == context }) {
      let known = streams.map(\.name).joined(separator: ", ")
      throw UsageError("there is no context \(context); there are \(known)")
    }
    return streams.filter { contexts.contains($0.name) || $0.name == "platform" }
  }

  private static func parse(_ text: String, _ origin: String) throws(UsageError) -> DatabaseURL {
    do {
      return try DatabaseURL(parsing: text)
    } catch {
      throw UsageError("\(origin): \(error)")
    }
  }
}
