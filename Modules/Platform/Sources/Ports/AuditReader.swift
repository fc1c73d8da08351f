/// Reads the audit trail that a context's database has, for copies of what is kept about somebody.
public protocol AuditReader: Sendable {
  /// Up to `limit` entries about one target, oldest first, with numbers above `sequence`.
  /// - Parameters:
  ///   - target: as `kind:id`.
  ///   - context: the first word of the actions that are asked for. Contexts may share a database,
  ///     and each tells of its own.
  /// - Throws: the store's error.
  func entries(
    about target: String, of context: String, after sequence: Int64, limit: Int
  ) async throws -> [(sequence: Int64, entry: AuditEntry)]
}

extension AuditReader {
  /// Hands over every entry about one target, oldest first. No more than a page of them is in
  /// memory.
  /// - Throws: what `body` throws, or the store's error.
  public func forEach(
    about target: String, of context: String, page: Int = 200,
    _ body: (AuditEntry) async throws -> Void
  ) async throws {
    var last: Int64 = 0
    while true {
      let found = try await entries(about: target, of: context, after: last, limit: page)
      for (_, entry) in found { try await body(entry) }
      guard found.count == page, let end = found.last else { return }
      last = end.sequence
    }
  }
}
