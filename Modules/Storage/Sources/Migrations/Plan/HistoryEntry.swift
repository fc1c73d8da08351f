public import Kernel

/// One row of the history table: a migration that was applied to this database, or begun.
public struct HistoryEntry: Sendable, Hashable {
  /// What a row says happened.
  public enum Kind: String, Sendable, CaseIterable {
    /// It ran to its end.
    case applied
    /// Recorded by `baseline`: the schema was there before the history.
    case baseline
    /// It runs outside a transaction and has begun; its end was not recorded.
    case applying
    /// Its way back runs outside a transaction and has begun; its end was not recorded.
    case reverting

    /// Whether the migration's outcome is not known.
    public var isUnfinished: Bool { self == .applying || self == .reverting }
  }

  /// Which migration.
  public let id: MigrationID
  /// SHA-256 of what was run, 64 small hexadecimal digits.
  public let checksum: String
  /// When it began.
  public let appliedAt: Instant
  /// How long it took, in milliseconds.
  public let durationMilliseconds: Int64
  /// The release of Atrium that ran it.
  public let release: String
  /// What happened.
  public let kind: Kind

  /// Marks a release whose migration takes something away that the release before uses. It stands
  /// where every release reads it, as build metadata of the version (semver.org, 10).
  static let breakingMark = "+breaks-before"

  /// Whether the release before cannot work any more since this was applied.
  public var breaksReleaseBefore: Bool { release.hasSuffix(Self.breakingMark) }

  /// A row of the history.
  public init(
    id: MigrationID, checksum: String, appliedAt: Instant, durationMilliseconds: Int64,
    release: String, kind: Kind
  ) {
    self.id = id
    self.checksum = checksum
    self.appliedAt = appliedAt
    self.durationMilliseconds = durationMilliseconds
    self.release = release
    self.kind = kind
  }
}
