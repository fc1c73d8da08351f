public import Ajo
public import Kernel

/// Knows everybody by the last digit of their number: 0 is verified, 1 rejected, and others stay
/// pending.
public struct SandboxKYC: KYCProvider {
  /// The sandbox.
  public init() {}

  /// `sandbox`.
  public var name: String { "sandbox" }

  /// Judges a number by its last digit.
  public func submit(_ check: IdentityCheck) async throws(KYCError) -> IdentityVerdict {
    switch check.number.utf8.last {
    case UInt8(ascii: "0"): .verified
    case UInt8(ascii: "1"): .rejected("The number is not known.")
    default: .pending
    }
  }

  /// What it has not said at once it never says.
  public func status(
    of check: IdentityCheck.ID, for user: UserID
  ) async throws(KYCError) -> IdentityVerdict { .pending }

  /// It sends no webhooks.
  public func read(
    headers: [String: String], body: [UInt8], at now: Instant
  ) throws(KYCWebhookRefusal) -> IdentityResult? {
    throw .badSignature
  }
}
