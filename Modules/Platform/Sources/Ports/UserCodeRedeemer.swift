public import Kernel

/// Where contexts redeem the codes with which users show who they are. Auth answers it.
public protocol UserCodeRedeemer: Sendable {
  /// Redeems a code. It counts once, on all servers together, whatever comes of it.
  /// - Parameter payload: the text of the code, as it was scanned.
  /// - Returns: the user who shows it.
  /// - Throws: `UserCodeFault`, then `NotFound` where the user has left or is blocked; or the
  ///   store's error.
  func redeem(_ payload: String) async throws -> UserID
}

/// Why a code shows nobody, in order of precedence.
public enum UserCodeFault: Error, Hashable, Sendable, CaseIterable {
  /// It is no such code.
  case invalid
  /// Its time is over.
  case expired
  /// It was redeemed before.
  case redeemed
}

/// The codes with which users show who they are.
public enum UserCodesPort: PortKey {
  /// What answers it.
  public typealias Value = any UserCodeRedeemer
  /// `UserCodeRedeemer`.
  public static let name = "UserCodeRedeemer"
}
