import Migrations
import Storage

/// One database of a run, and the streams that live in it.
struct MigrateTarget {
  let url: DatabaseURL
  let streams: [MigrationStream]

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
    if let text = options.database {
      return [MigrateTarget(url: try parse(text, "--database"), streams: chosen)]
    }

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
    return order.map { MigrateTarget(url: $0, streams: grouped[$0] ?? []) }
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
