public import Kernel
public import Ledger

/// What an entry of a wallet tells beside the ledger's line.
public struct EntryDetails: Hashable, Sendable {
  /// The key that others know it by; nil for the transfer's id.
  public let reference: String?
  /// The circle that it belongs to; nil for none.
  public let circleID: Circle.ID?
  /// What the circle is called; nil for none.
  public let circleName: String?
  /// The circle's cycle that it belongs to; nil for none.
  public let cycle: Int?

  /// Details of an entry.
  public init(
    reference: String? = nil, circleID: Circle.ID? = nil, circleName: String? = nil,
    cycle: Int? = nil
  ) {
    self.reference = reference
    self.circleID = circleID
    self.circleName = circleName
    self.cycle = cycle
  }
}

/// Where the details of entries are looked up.
public protocol EntryDetailSource: Sendable {
  /// The details of those transfers that it knows.
  func details(of transfers: [Transfer.ID]) async throws -> [Transfer.ID: EntryDetails]
}

extension [any EntryDetailSource] {
  /// The details of those entries of a user that any of these knows; where several do, the first
  /// one's. They are looked up only where there can be some.
  func details(
    of entries: [WalletTransaction], of user: UserID
  ) async throws -> [Transfer.ID: EntryDetails] {
    let asked = entries.filter { !$0.isPlainTransfer(of: user) }.map(\.id)
    var found: [Transfer.ID: EntryDetails] = [:]
    guard !asked.isEmpty else { return found }
    for source in self {
      found.merge(try await source.details(of: asked)) { first, _ in first }
    }
    return found
  }
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
