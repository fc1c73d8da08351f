public import Kernel
public import Ports

/// Redeems users' codes for other contexts.
public struct StoredUserCodeRedeemer: UserCodeRedeemer {
  private let codes: UserCodes

  /// Makes one.
  public init(_ codes: UserCodes) {
    self.codes = codes
  }

  /// Redeems a code.
  /// - Throws: `UserCodeFault`, `NotFound`, or the store's error.
  public func redeem(_ payload: String) async throws -> UserID {
    do {
      return try await codes.redeem(payload).id
    } catch let refusal as UserCodeRefusal {
      switch refusal {
      case .invalid: throw UserCodeFault.invalid
      case .expired: throw UserCodeFault.expired
      case .redeemed: throw UserCodeFault.redeemed
      }
    }
  }
}
