public import Kernel

/// Money of a charge that went back to the payer, or may: they, their bank or somebody at the
/// provider's own pages asked for it.
public struct TakenBack: Hashable, Sendable {
  /// Who takes it.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Somebody gave it back.
    case refund
    /// The payer's bank disputes the charge.
    case dispute
  }

  /// How far it is.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It is asked for, and not decided.
    case open
    /// The money is gone.
    case taken
    /// The money stays.
    case dropped
  }

  /// Who takes it.
  public let kind: Kind
  /// What the provider calls it; unique among those of its kind with the provider.
  public let name: String
  /// How much.
  public let amount: Money
  /// How far it is.
  public let state: State
  /// When an answer is due, in the provider's words; nil for never.
  public let due: String?

  /// Money that went back, or may.
  public init(kind: Kind, name: String, amount: Money, state: State, due: String? = nil) {
    self.kind = kind
    self.name = name
    self.amount = amount
    self.state = state
    self.due = due
  }
}
