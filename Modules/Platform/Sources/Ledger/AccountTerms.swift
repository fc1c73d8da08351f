public import Kernel

/// What an account is for: its owner, its purpose, its unit, and whether it may go below zero.
public struct AccountTerms: Sendable, Hashable {
  /// Whose account it is.
  public let owner: Owner
  /// Its purpose, in the context's own word: `ajo.wallet`.
  public let code: String
  /// Its ledger: transfers never cross units.
  public let unit: Unit
  /// True for accounts that stand for the outside world and so may be overdrawn.
  public let mayOverdraw: Bool

  /// Makes terms.
  public init(owner: Owner, code: String, unit: Unit, mayOverdraw: Bool = false) {
    self.owner = owner
    self.code = code
    self.unit = unit
    self.mayOverdraw = mayOverdraw
  }

  /// Whether it keeps what is owed by or outside of its owner, below zero: its purpose is a
  /// context's `debt`, `receivable` or `cash`. Of others the house's alone may be overdrawn.
  public var keepsDebt: Bool {
    [".debt", ".receivable", ".cash"].contains { code.hasSuffix($0) }
  }

  /// By the owner alone: an owner has few accounts, and texts are slow to hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(owner)
  }
}
