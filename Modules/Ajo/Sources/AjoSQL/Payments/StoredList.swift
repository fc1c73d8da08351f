import Ajo
import Kernel
import PlatformSQL
import Storage

/// The rows of a table with ids, to look at: one by one, or newest first.
struct StoredList<Entity: Sendable>: Sendable {
  let database: any Database
  let table: SQL
  let columns: SQL
  let read: @Sendable (Row) throws -> Entity

  /// A row that all of this is so of.
  func first(_ conditions: SQL...) async throws -> Entity? {
    try await database.first(
      """
      SELECT \(columns) FROM \(table) WHERE \(SQL.joined(conditions, separator: " AND "))
      """, read)
  }

  /// Up to `limit` rows with ids below `before` that all of this is so of, newest first.
  func newest<Tag>(
    _ conditions: [SQL] = [], before: Identifier<Tag>?, limit: Int
  ) async throws -> [Entity] {
    let all = conditions + (before.map { ["id < \($0)"] } ?? [])
    let condition: SQL = all.isEmpty ? "" : "WHERE \(SQL.joined(all, separator: " AND "))"
    return try await database.all(
      "SELECT \(columns) FROM \(table) \(condition) ORDER BY id DESC LIMIT \(limit)", read)
  }
}

extension PaymentFilter {
  /// What a list is restricted to.
  var conditions: [SQL] {
    [state.map { "state = \($0)" }, userID.map { "user_id = \($0)" }].compactMap(\.self)
  }
}
