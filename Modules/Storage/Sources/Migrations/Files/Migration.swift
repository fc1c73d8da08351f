public import Storage

/// One step of a schema's history: what to run on each engine, and how to undo it.
public struct Migration: Sendable, Hashable {
  /// Which stream it belongs to, and where in it.
  public let id: MigrationID
  private let postgres: MigrationScript
  private let sqlite: MigrationScript
  private let postgresDown: MigrationScript?
  private let sqliteDown: MigrationScript?

  init(
    id: MigrationID, up: [Dialect: MigrationScript], down: [Dialect: MigrationScript]
  ) throws(MissingVariant) {
    guard let postgres = up[.postgres] else { throw MissingVariant(dialect: .postgres) }
    guard let sqlite = up[.sqlite] else { throw MissingVariant(dialect: .sqlite) }
    self.id = id
    self.postgres = postgres
    self.sqlite = sqlite
    postgresDown = down[.postgres]
    sqliteDown = down[.sqlite]
  }

  struct MissingVariant: Error {
    let dialect: Dialect
  }

  /// The stream's name.
  public var stream: String { id.stream }
  /// The place in the stream, counted from 1.
  public var version: Int { id.version }
  /// The words of the file's name.
  public var name: String { id.name }

  /// What the engine runs.
  public func script(for dialect: Dialect) -> MigrationScript {
    switch dialect {
    case .postgres: postgres
    case .sqlite: sqlite
    }
  }

  /// What undoes it on the engine, if its author wrote that.
  public func down(for dialect: Dialect) -> MigrationScript? {
    switch dialect {
    case .postgres: postgresDown
    case .sqlite: sqliteDown
    }
  }

  /// The text that the engine runs.
  public func sql(for dialect: Dialect) -> String { script(for: dialect).text }

  /// SHA-256 of what the engine runs, 64 small hexadecimal digits.
  public func checksum(for dialect: Dialect) -> String { script(for: dialect).checksum }
}

/// Which migration: the stream, the place in it, and its name.
public struct MigrationID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The stream's name.
  public let stream: String
  /// The place in the stream, counted from 1.
  public let version: Int
  /// The words of the file's name.
  public let name: String

  /// A migration of a stream.
  public init(stream: String, version: Int, name: String) {
    self.stream = stream
    self.version = version
    self.name = name
  }

  /// `auth/0002_sessions`.
  public var description: String { "\(stream)/\(MigrationFileName.digits(version))_\(name)" }

  /// By stream, then by place.
  public static func < (left: Self, right: Self) -> Bool {
    (left.stream, left.version) < (right.stream, right.version)
  }
}
