import Kernel
import Ports
import Synchronization

/// Knows one token, `right`, for one amount and purpose.
final class OneToken: PinVerifier {
  let amount: Mutex<Money>
  private let action: PinAction
  private let isTaken = Mutex(false)

  /// Whether a request has the token.
  var isSpent: Bool { isTaken.withLock { $0 } }

  init(amount: Money, for action: PinAction = .contribute) {
    self.amount = Mutex(amount)
    self.action = action
  }

  func hasPin(_ user: UserID) async throws -> Bool { true }

  func claim(_ token: String, for use: PinUse) async throws -> PinClaim? {
    guard token == "right", use.action == action, use.amount == amount.withLock({ $0 })
    else { return nil }
    return isTaken.withLock { isTaken in
      if isTaken { return nil }
      isTaken = true
      return PinClaim(token: [1], claimant: [1])
    }
  }

  func release(_ claim: PinClaim) async throws {
    isTaken.withLock { $0 = false }
  }
}
