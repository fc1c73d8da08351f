public import Kernel
public import Ledger

/// What an entry of a wallet tells beside the ledger's line.
public struct EntryDetails: Hashable, Sendable {
  /// The key that others know it by; nil for the transfer's id.
  public let reference: String?
  /// The circle that it belongs to; nil for none.
  public let circleID: Circle.ID?
  /// The circle's cycle that it belongs to; nil for none.
  public let cycle: Int?

  /// Details of an entry.
  public init(reference: String? = nil, circleID: Circle.ID? = nil, cycle: Int? = nil) {
    self.reference = reference
    self.circleID = circleID
    self.cycle = cycle
  }
}

/// Where the details of entries are looked up.
public protocol EntryDetailSource: Sendable {
  /// The details of those transfers that it knows.
  func details(of transfers: [Transfer.ID]) async throws -> [Transfer.ID: EntryDetails]
}

/// Where an entry stands in its wallet's book: what has no entry yet stands after the entry that
/// was the latest when it was held.
public struct EntryPlace: Hashable, Sendable, Comparable {
  /// The number of the entry, or of the one before.
  public let sequence: Int64
  /// Orders those that have no entry; 0 for those that have one.
  public let unposted: Identifier<EntryPlace>

  /// A place.
  public init(sequence: Int64, unposted: Identifier<EntryPlace> = Identifier(rawValue: 0)) {
    self.sequence = sequence
    self.unposted = unposted
  }

  /// The older first.
  public static func < (left: Self, right: Self) -> Bool {
    (left.sequence, left.unposted) < (right.sequence, right.unposted)
  }
}

/// Where what has no entry yet, or never will, is looked up.
public protocol UnpostedEntries: Sendable {
  /// Up to `limit` of a user before a place, newest first.
  func unposted(
    of user: UserID, before place: EntryPlace?, limit: Int
  ) async throws -> [WalletTransaction]

  /// The one of a user that will be, or would have been, this transfer; or nil.
  func unposted(_ id: Transfer.ID, of user: UserID) async throws -> WalletTransaction?
}
