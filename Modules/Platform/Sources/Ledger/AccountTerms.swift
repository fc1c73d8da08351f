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

  /// Whether it keeps what its owner owes, below zero: its purpose is a context's `debt`. Of others
  /// the house's alone may be overdrawn.
  public var keepsDebt: Bool { code.hasSuffix(".debt") }

  /// By the owner alone: an owner has few accounts, and texts are slow to hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(owner)
  }
}
