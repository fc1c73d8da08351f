/// Why a sync is not begun or shown.
public enum SyncRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such run.
  case notFound
  /// No shop is configured.
  case notConfigured
}
