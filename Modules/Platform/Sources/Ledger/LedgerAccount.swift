public import Kernel

/// One account of the double-entry ledger: four running totals of one unit.
///
/// Totals only ever grow. What may be spent is what was credited less what was debited and
/// what is held, so a hold that was placed can always be posted.
public struct LedgerAccount: Sendable, Hashable {
  /// The account's id.
  public typealias ID = Identifier<LedgerAccount>

  /// The account's id, UUID v7, made when it was opened.
  public let id: ID
  /// Whose it is, what for, and in which unit: at most one account for each.
  public let terms: AccountTerms
  /// Held by debits that are neither posted nor released yet, in minor units.
  public var debitsPending: Int64
  /// Debited for good, in minor units.
  public var debitsPosted: Int64
  /// Credits announced and not posted yet, in minor units; they cannot be spent.
  public var creditsPending: Int64
  /// Credited for good, in minor units.
  public var creditsPosted: Int64
  /// True once nothing may be posted to or from it.
  public var isClosed: Bool
  /// The number of its latest entry; 0 before the first.
  public var lastSequence: Int64
  /// The hash of its latest entry; 32 zero bytes before the first.
  public var lastHash: [UInt8]

  /// Makes an account with the given state; a new one by default.
  public init(
    id: ID, terms: AccountTerms, debitsPending: Int64 = 0, debitsPosted: Int64 = 0,
    creditsPending: Int64 = 0, creditsPosted: Int64 = 0, isClosed: Bool = false,
    lastSequence: Int64 = 0, lastHash: [UInt8] = LedgerEntry.chainStart
  ) {
    self.id = id
    self.terms = terms
    self.debitsPending = debitsPending
    self.debitsPosted = debitsPosted
    self.creditsPending = creditsPending
    self.creditsPosted = creditsPosted
    self.isClosed = isClosed
    self.lastSequence = lastSequence
    self.lastHash = lastHash
  }

  /// What is in it: credits less debits, held money included. Of totals that no ledger writes, it
  /// stops at the ends of `Int64`.
  public var balance: Money {
    Money(minorUnits: Self.difference(creditsPosted, debitsPosted, 0), unit: terms.unit)
  }

  /// What is held by pending debits.
  public var held: Money { Money(minorUnits: debitsPending, unit: terms.unit) }

  /// What may be spent: the balance less what is held. Of totals that no ledger writes, it stops at
  /// the ends of `Int64`.
  public var available: Money {
    Money(
      minorUnits: Self.difference(creditsPosted, debitsPosted, debitsPending), unit: terms.unit)
  }

  /// Wider in between, so that only a result out of range is stopped.
  private static func difference(_ credits: Int64, _ debits: Int64, _ held: Int64) -> Int64 {
    Int64(clamping: Int128(credits) - Int128(debits) - Int128(held))
  }
}
