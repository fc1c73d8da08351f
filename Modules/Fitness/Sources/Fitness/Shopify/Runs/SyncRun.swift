public import Kernel

/// One run of the sync: the shop's listing from its first page to its last.
public struct SyncRun: Hashable, Sendable {
  /// A run's id.
  public typealias ID = Identifier<SyncRun>

  /// Where it stands.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// The shop is being listed, or is about to be.
    case running
    /// The whole listing was followed.
    case succeeded
    /// The listing could not be had whole. What was seen of it was followed, and nothing removed.
    case failed
  }

  /// Its id.
  public let id: ID
  /// Where it stands.
  public internal(set) var status: Status
  /// What it has done so far.
  public internal(set) var counts: SyncCounts
  /// Why it failed; nil unless it did.
  public internal(set) var error: String?
  /// When it was asked for.
  public let startedAt: Instant
  /// When it was over; nil while it runs.
  public internal(set) var finishedAt: Instant?
  /// How often it was begun: a process that dies in the middle of it leaves it to another, which
  /// begins anew. Whoever began it earlier does nothing more for it.
  public internal(set) var attempt: Int64
  /// Whether another run is to follow: the shop changed while this one was under way.
  public internal(set) var isFollowed: Bool

  /// A run as a store keeps it.
  public init(
    id: ID, status: Status = .running, counts: SyncCounts = SyncCounts(), error: String? = nil,
    startedAt: Instant, finishedAt: Instant? = nil, attempt: Int64 = 0, isFollowed: Bool = false
  ) {
    self.id = id
    self.status = status
    self.counts = counts
    self.error = error
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.attempt = attempt
    self.isFollowed = isFollowed
  }

  /// The most characters of an error that are kept.
  static let longestError = 500

  /// Begins it, or begins it anew.
  mutating func begin() {
    attempt += 1
    counts = SyncCounts()
  }

  /// Ends it.
  /// - Parameter error: why it failed; nil where it did not.
  mutating func finish(_ error: String?, at now: Instant) {
    status = error == nil ? .succeeded : .failed
    self.error = error.map { ForeignText.plain($0, upTo: Self.longestError) }
    finishedAt = now
  }
}

/// What a run has done.
public struct SyncCounts: Hashable, Sendable {
  /// How many variants the shop listed.
  public var seen: Int64
  /// How many of them were new.
  public var created: Int64
  /// How many products were changed.
  public var updated: Int64
  /// How many products the shop lists no more.
  public var removed: Int64

  /// What was done.
  public init(seen: Int64 = 0, created: Int64 = 0, updated: Int64 = 0, removed: Int64 = 0) {
    self.seen = seen
    self.created = created
    self.updated = updated
    self.removed = removed
  }
}
