import Foundation

/// Which context keeps its data where. Everything here is tested on each of them.
enum StorageSet: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case sqlite = "all on SQLite"
  case postgres = "all on Postgres"
  case mixed = "identities on SQLite, wallets on Postgres"

  var description: String { rawValue }

  /// Whether several servers may serve the same data.
  static var shared: [StorageSet] { [.postgres] }

  /// Those that have a schema which is migrated on purpose.
  static var migratedOnPurpose: [StorageSet] { [.postgres, .mixed] }

  /// Those with a file that belongs to one server.
  static var ownedByOneServer: [StorageSet] { [.sqlite, .mixed] }

  /// Those whose wallets are on a server that can be restarted by itself.
  static var restartable: [StorageSet] { [.postgres, .mixed] }

  /// Where the data of a context is.
  func place(of context: String) -> Place {
    switch self {
    case .sqlite: .file
    case .postgres: .server
    case .mixed: context == "auth" ? .file : .server
    }
  }

  enum Place { case file, server }
}
