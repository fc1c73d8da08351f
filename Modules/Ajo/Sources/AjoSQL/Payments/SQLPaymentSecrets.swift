import Ajo
public import PlatformSQL
public import Ports
import Storage

/// What payments keep sealed, for whoever changes the key: what providers take for cards, and the
/// numbers of documents.
public struct SQLPaymentSecrets: Sendable {
  private let work: SQLUnitsOfWork
  private let keeper: any SecretKeeper
  private let slice: Int

  /// The secrets in the database of the context's units of work.
  /// - Parameters:
  ///   - keeper: seals them.
  ///   - slice: how many are sealed anew in one transaction; above 0.
  public init(work: SQLUnitsOfWork, keeper: any SecretKeeper, slice: Int = 500) {
    self.work = work
    self.keeper = keeper
    self.slice = slice
  }

  private static let tokens = SealedColumn(
    of: "ajo_cards", secret: "token", key: "token_key", place: Card.place)
  private static let numbers = SealedColumn(
    of: "ajo_identity_checks", secret: "number", key: "number_key", place: IdentityCase.place)

  /// Checks that all can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  public func check() async throws {
    try await Self.tokens.check(in: work.database, by: keeper)
    try await Self.numbers.check(in: work.database, by: keeper)
  }

  /// Whether there is a key, and anything is not under it.
  /// - Throws: the store's error.
  public func hasOutdated() async throws -> Bool {
    if try await Self.tokens.hasOutdated(in: work.database, by: keeper) { return true }
    return try await Self.numbers.hasOutdated(in: work.database, by: keeper)
  }

  /// Seals the token of every card that is not under the current key; without one it opens them.
  /// - Returns: of how many cards.
  /// - Throws: what the keeper throws, or the store's error; what was sealed before it stays so.
  public func resealCards() async throws -> Int {
    try await Self.tokens.reseal(in: work, by: keeper, slice: slice)
  }

  /// Seals the number of every identity check that is not under the current key; without one it
  /// opens them.
  /// - Returns: of how many checks.
  /// - Throws: what the keeper throws, or the store's error; what was sealed before it stays so.
  public func resealIdentityChecks() async throws -> Int {
    try await Self.numbers.reseal(in: work, by: keeper, slice: slice)
  }
}
