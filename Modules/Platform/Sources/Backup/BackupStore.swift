public import Kernel
public import Ledger
public import Migrations
import PlatformSQL
public import Storage

/// A context as backups see it.
public struct BackupContext: Sendable {
  /// Its name.
  let name: String
  /// Where it keeps its data.
  let url: DatabaseURL
  /// The migrations of its own tables.
  let migrations: MigrationStream
  /// The units that it declares.
  let units: [Unit]
  /// What accounts may be overdrawn for, as it declares.
  let overdrafts: [OverdraftPurpose]

  /// A context that keeps its data at `url`.
  public init(
    name: String, url: DatabaseURL, migrations: MigrationStream, units: [Unit],
    overdrafts: [OverdraftPurpose] = []
  ) {
    self.name = name
    self.url = url
    self.migrations = migrations
    self.units = units
    self.overdrafts = overdrafts
  }
}

/// One database as the configuration has it. Unlike the stores of a server it is opened as it is: a
/// copy of a database that is behind must be had before it is migrated.
struct BackupStore: Sendable {
  let url: DatabaseURL
  let contexts: [String]
  let streams: [MigrationStream]
  /// The units that its ledger may meet.
  let units: UnitSet
  /// What accounts may be overdrawn for that are not the house's.
  let overdrafts: Set<OverdraftPurpose>
  /// The variables that Postgres' tools are given.
  let environment: [String: String]

  /// The databases of the contexts, each once, in the order of their first context.
  /// - Throws: `UnitConflict`.
  static func all(
    of contexts: [BackupContext], environment: [String: String]
  ) throws -> [BackupStore] {
    let units = try UnitSet(contexts.flatMap(\.units))
    var stores: [BackupStore] = []
    for context in contexts where !stores.contains(where: { $0.url == context.url }) {
      let members = contexts.filter { $0.url == context.url }
      stores.append(
        BackupStore(
          url: context.url, contexts: members.map(\.name),
          streams: [PlatformSQL.migrations] + members.map(\.migrations),
          units: units, overdrafts: Set(contexts.flatMap(\.overdrafts)),
          environment: environment))
    }
    return stores
  }

  /// What its files are called.
  var name: String { contexts.joined(separator: "-") }

  /// Its engine in a manifest.
  var engine: String { url.dialect.rawValue }
}

extension BackupStore {
  /// What the ledger and the audit trail of a database were found to be.
  enum Books: String {
    /// Every sum and every chain fits.
    case verified
    /// Not looked at: the schema is another release's.
    case unverified
    /// Something does not fit. A copy is worth the more then.
    case damaged
  }

  /// What a look into a database brought to light.
  struct Examination {
    let census: Census
    let books: Books
    /// What does not fit, a sentence each.
    let findings: [String]
  }
}
