public import Kernel

/// A place in the order in which changes become visible.
public struct SyncPlace: Hashable, Sendable, Comparable {
  /// The number of the unit of work; always 0 where units commit one after the other.
  public let unit: Int64
  /// The place among the unit's changes.
  public let place: Int64

  /// Makes a place.
  public init(unit: Int64, place: Int64) {
    self.unit = unit
    self.place = place
  }

  /// Before everything.
  public static let start = SyncPlace(unit: -1, place: 0)

  /// Whether it comes before.
  public static func < (left: SyncPlace, right: SyncPlace) -> Bool {
    (left.unit, left.place) < (right.unit, right.place)
  }
}

/// How far places are good.
public struct SyncMark: Hashable, Sendable {
  /// The unbroken history that places are of. Another one begins where rows may be missing, because
  /// a backup took their place or a standby took over.
  public let epoch: String
  /// Nothing will be added before this place any more. What is at it or later may be visible
  /// already, with something before it still to come.
  public let horizon: SyncPlace
  /// Deletions before it are forgotten.
  public let prunedUntil: Instant

  /// Makes a mark.
  public init(epoch: String, horizon: SyncPlace, prunedUntil: Instant) {
    self.epoch = epoch
    self.horizon = horizon
    self.prunedUntil = prunedUntil
  }
}

/// An ordered list of changes, of which a client has read up to some place.
public enum SyncFeed: Hashable, Sendable {
  /// What a scope's copies have.
  case records(SyncScope)
  /// The cards of all who have an account together with a company.
  case counterparties(Company.ID)

  /// A feed, and how far it was read.
  public struct Position: Hashable, Sendable {
    /// The feed.
    public let feed: SyncFeed
    /// Read up to here.
    public let after: SyncPlace

    /// Makes a position.
    public init(_ feed: SyncFeed, after: SyncPlace) {
      self.feed = feed
      self.after = after
    }
  }
}

/// One change on a feed: where a record stands.
public struct SyncLine: Hashable, Sendable {
  /// The record.
  public let record: SyncRecord
  /// Where.
  public let place: SyncPlace
  /// Its version when it was noted.
  public let version: Int64
  /// Whether it is gone.
  public let isDeleted: Bool

  /// Makes a line.
  public init(record: SyncRecord, place: SyncPlace, version: Int64, isDeleted: Bool) {
    self.record = record
    self.place = place
    self.version = version
    self.isDeleted = isDeleted
  }
}
