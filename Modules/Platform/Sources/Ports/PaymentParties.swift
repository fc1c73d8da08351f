public import Kernel

/// How a payer names the payee.
public enum PayeeName: Sendable, Hashable {
  /// By their id.
  case id(UserID)
  /// By their e-mail address.
  case email(EmailAddress)
}

/// What must be known of both sides before money moves between them.
public struct PaymentParties: Sendable, Hashable {
  /// The one who shall be paid.
  public struct Payee: Sendable, Hashable {
    /// Their id.
    public let id: UserID
    /// False once they are blocked or deleted: nothing new may be sent to them.
    public let isActive: Bool

    /// Makes a payee.
    public init(id: UserID, isActive: Bool) {
      self.id = id
      self.isActive = isActive
    }
  }

  /// The payee; nil when there is no such user.
  public let payee: Payee?
  /// Whether the payer has set a PIN; nil from a directory that does not know, whose `PinVerifier`
  /// does.
  public let payerHasPin: Bool?

  /// Puts the answer together.
  public init(payee: Payee?, payerHasPin: Bool?) {
    self.payee = payee
    self.payerHasPin = payerHasPin
  }
}

extension UserDirectory {
  /// Both sides of a payment, the payee by way of their whole entry.
  public func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties {
    let found =
      switch payee {
      case .id(let id): try await user(id)
      case .email(let email): try await user(email: email)
      }
    return PaymentParties(
      payee: found.map { PaymentParties.Payee(id: $0.id, isActive: $0.isActive) },
      payerHasPin: nil)
  }
}
