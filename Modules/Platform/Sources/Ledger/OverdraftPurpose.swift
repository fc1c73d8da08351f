/// What accounts that are not the house's may be overdrawn for: they keep below zero what their
/// owner owes, or stand for what is outside of their owner.
///
/// A context declares its purposes, and makes the terms of such accounts of them. It is not for the
/// books to say: `atrium ledger verify` names every other account that may be overdrawn.
public struct OverdraftPurpose: Sendable, Hashable {
  /// Whose accounts they are.
  public let ownerKind: Owner.Kind
  /// Their purpose, in the context's own word: `ajo.debt`.
  public let code: String

  /// Declares a purpose.
  public init(_ code: String, of ownerKind: Owner.Kind) {
    (self.code, self.ownerKind) = (code, ownerKind)
  }

  /// The purpose of an account.
  public init(of terms: AccountTerms) {
    self.init(terms.code, of: terms.owner.kind)
  }
}
