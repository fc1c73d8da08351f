public import Kernel

/// What an account is for: its owner, its purpose, its unit, and whether it may go below zero.
public struct AccountTerms: Sendable, Hashable {
  /// Whose account it is.
  public let owner: Owner
  /// Its purpose, in the context's own word: `ajo.wallet`.
  public let code: String
  /// Its ledger: transfers never cross units.
  public let unit: Unit
  /// True for accounts that stand for the outside world and so may be overdrawn: the house's, and
  /// those of a declared `OverdraftPurpose`.
  public let mayOverdraw: Bool

  /// Makes terms.
  public init(owner: Owner, code: String, unit: Unit, mayOverdraw: Bool = false) {
    self.owner = owner
    self.code = code
    self.unit = unit
    self.mayOverdraw = mayOverdraw
  }

  /// Terms of an account that may be overdrawn though it is not the house's.
  /// - Parameter id: the owner's, among owners of the purpose's kind.
  public init(_ purpose: OverdraftPurpose, of id: UInt128, in unit: Unit) {
    self.init(
      owner: Owner(kind: purpose.ownerKind, id: id), code: purpose.code, unit: unit,
      mayOverdraw: true)
  }

  /// By the owner alone: an owner has few accounts, and texts are slow to hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(owner)
  }
}
