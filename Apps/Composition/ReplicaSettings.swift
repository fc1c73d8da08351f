import Configuration
import ContextKit
import Databases
import PlatformSQL
import Storage

// Replicas answer reads that say that bounded staleness will do.

extension Settings {
  /// The replicas of the database at `storage.default`.
  static let replicas = Setting(
    "storage.replicas", .list(of: .postgresURL), default: [],
    "Streaming replicas of the Postgres at storage.default, each postgresql://…. Lists that may be "
      + "a moment old are read from them.")

  /// The replicas of one context's database.
  static let contextReplicas = Setting(
    "storage.<context>.replicas", .list(of: .postgresURL), default: [],
    allowedNames: Composition.contexts.map { $0.name },
    "Streaming replicas of the Postgres that holds one context's data.")

  /// How old what a replica answers may be.
  static let replicaMaxLag = Setting(
    "storage.replica_max_lag", .duration(in: .milliseconds(100) ... .seconds(3_600)),
    default: Stores.Options().replicaMaxLag,
    "The most that a replica may lag: it answers only while it has replayed everything older.")
}

extension Configuration {
  /// The replicas of the database that a context keeps its data in.
  func replicas(of context: String) -> [DatabaseURL] {
    if isSet(Settings.contextReplicas, context) { return self[Settings.contextReplicas, context] }
    return storageURL(of: context) == self[Settings.defaultStorage] ? self[Settings.replicas] : []
  }

  /// What shows only when the settings of storage are seen together.
  var storageProblems: [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = urlProblems
    func report(_ key: SettingKey, _ message: String) {
      let place = entries.first { $0.key == key }?.origin.description
      problems.append(ConfigurationProblem(place: place, message: "\(key): \(message)"))
    }
    if !self[Settings.replicas].isEmpty, self[Settings.defaultStorage].dialect == .sqlite {
      report(Settings.replicas.key, "storage.default is SQLite, which has no replicas")
    }
    let running = self[Settings.contexts]
    for context in running where isSet(Settings.contextReplicas, context) {
      let key = Settings.contextReplicas.key.naming([context])
      let url = storageURL(of: context)
      if url.dialect == .sqlite, !self[Settings.contextReplicas, context].isEmpty {
        report(key, "\(context) keeps its data in SQLite, which has no replicas")
      }
      let other = running.first {
        storageURL(of: $0) == url && replicas(of: $0) != replicas(of: context)
      }
      if let other {
        report(key, "\(other) keeps its data in the same database and has other replicas")
      }
    }
    let servingRole = Settings.servingRoles.contextRole
    for context in running where isSet(servingRole, context) {
      let key = servingRole.key.naming([context])
      if storageURL(of: context).dialect == .sqlite {
        report(key, "\(context) keeps its data in SQLite, which has no roles")
      }
    }
    return problems
  }
}

extension Configuration {
  /// What is wrong with where data is kept, as far as it shows without opening anything.
  private var urlProblems: [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    var used: [(key: SettingKey, url: DatabaseURL)] = []
    for name in members.map({ $0.name }) {
      let url = storageURL(of: name)
      guard !used.contains(where: { $0.url == url }) else { continue }
      let key =
        self[Settings.contextStorage, name] == url
        ? Settings.contextStorage.key.naming([name]) : Settings.defaultStorage.key
      let place = entries.first { $0.key == key }?.origin.description
      if let refusal = Stores.refusal(of: url) {
        problems.append(ConfigurationProblem(place: place, message: "\(key): \(refusal)"))
      }
      if let other = used.first(where: { Stores.areOneFile($0.url, url) }) {
        problems.append(
          ConfigurationProblem(
            place: place,
            message: "\(key) names the same file as \(other.key); write the same name"))
      }
      used.append((key, url))
    }
    return problems
  }
}

extension SettingType where Value == DatabaseURL {
  /// A Postgres' address; shown without its password.
  static var postgresURL: SettingType {
    SettingType(
      name: "Postgres URL", expectation: "postgresql://…",
      parse: { text in
        guard let url = try? DatabaseURL(parsing: text), url.dialect == .postgres else {
          return nil
        }
        return url
      }, show: { $0.description })
  }
}
