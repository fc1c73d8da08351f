public import Kernel
public import Ports
public import Storage

/// A column of secrets in a table with ids, each kept beside the id of the key that it is under.
public struct SealedColumn<Entity: Sendable>: Sendable {
  private let table: SQL
  private let secret: SQL
  private let key: SQL
  private let place: @Sendable (Identifier<Entity>) -> String

  /// Describes where secrets are.
  /// - Parameters:
  ///   - table: the table.
  ///   - secret: the column of secrets; NULL where there is none.
  ///   - key: the column of their keys; NULL where a secret is plain.
  ///   - place: what the keeper knows the secret of a row by.
  public init(
    of table: SQL, secret: SQL, key: SQL,
    place: @escaping @Sendable (Identifier<Entity>) -> String
  ) {
    self.table = table
    self.secret = secret
    self.key = key
    self.place = place
  }

  /// The keys that secrets are under, each found by one look at the index of the keys' column,
  /// however many rows there are.
  /// - Throws: the store's error.
  public func keys(in database: any Database) async throws -> [String] {
    var found: [String] = []
    while true {
      let place: SQL = found.last.map { "\(key) > \($0)" } ?? "\(key) IS NOT NULL"
      let next = try await database.first(
        "SELECT \(key) FROM \(table) WHERE \(place) ORDER BY \(key) LIMIT 1"
      ) { try $0.get(0, as: String.self) }
      guard let next else { return found }
      found.append(next)
    }
  }

  /// Checks that all secrets can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  public func check(in database: any Database, by keeper: any SecretKeeper) async throws {
    for id in try await keys(in: database) where !keeper.knows(id) {
      throw EncryptionKeyMissing(id: id)
    }
  }

  /// Whether there is a key, and any secret is not under it.
  /// - Throws: the store's error.
  public func hasOutdated(
    in database: any Database, by keeper: any SecretKeeper
  ) async throws -> Bool {
    guard let current = keeper.keyID else { return false }
    if try await keys(in: database).contains(where: { $0 != current }) { return true }
    return try await database.first(
      "SELECT 1 FROM \(table) WHERE \(key) IS NULL AND \(secret) IS NOT NULL LIMIT 1"
    ) { _ in true } ?? false
  }

  /// Keeps every secret anew that is not under the keeper's current key, `slice` a transaction, so
  /// that others get their turn in between.
  /// - Returns: how many were changed.
  /// - Throws: what the keeper throws, or the store's error; what was changed before it stays so.
  public func reseal(
    in work: SQLUnitsOfWork, by keeper: any SecretKeeper, slice: Int = 500
  ) async throws -> Int {
    var changed = 0
    var last: Identifier<Entity>?
    while true {
      let (found, done) = try await work.transaction { [last] unit in
        let found = try unit.sql.all(outdated(after: last, keeper, atMost: slice), Found.init(row:))
        return (found, try found.count { try reseal($0, by: keeper, in: unit.sql) })
      }
      changed += done
      guard found.count == slice else { return changed }
      last = found.last?.id
    }
  }

  private struct Found: Sendable {
    let id: Identifier<Entity>
    let kept: KeptSecret

    init(row: Row) throws {
      id = try row.get(0, as: Identifier<Entity>.self)
      kept = KeptSecret(
        octets: try row.get(1, as: [UInt8].self), keyID: try row.get(2, as: String?.self))
    }
  }

  private func outdated(
    after last: Identifier<Entity>?, _ keeper: any SecretKeeper, atMost limit: Int
  ) -> SQL {
    let start: SQL = last.map { "AND id > \($0)" } ?? ""
    return """
      SELECT id, \(secret), \(key) FROM \(table)
      WHERE \(secret) IS NOT NULL AND \(key) IS DISTINCT FROM \(keeper.keyID) \(start)
      ORDER BY id
      LIMIT \(limit)
      """
  }

  /// Leaves a row alone whose secret somebody erased or kept anew meanwhile.
  private func reseal(
    _ found: Found, by keeper: any SecretKeeper, in sql: any SQLExecutor
  ) throws -> Bool {
    let place = place(found.id)
    let kept = try keeper.keep(try keeper.read(found.kept, at: place), at: place)
    return try sql.execute(
      """
      UPDATE \(table) SET \(secret) = \(kept.octets), \(key) = \(kept.keyID)
      WHERE id = \(found.id) AND \(secret) = \(found.kept.octets)
      """) == 1
  }
}
