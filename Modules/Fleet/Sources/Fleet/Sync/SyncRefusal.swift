/// Why nothing was pushed or pulled, in order of precedence.
public enum SyncRefusal: Error, Hashable, Sendable, CaseIterable {
  /// More changes than are taken at once.
  case tooManyChanges
  /// The cursor is of another store or user, or deletions since it are forgotten: begin anew.
  case cursorExpired
}
