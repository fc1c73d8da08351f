import Kernel
import Ports
import Synchronization

/// PIN tokens, which are made for one purpose, and good for one request and its retries.
final class Tokens: PinVerifier {
  private struct Token {
    let step: Int
    let user: UserID
    let action: PinAction
    var claimant: String?
  }

  private struct State {
    var users: Set<UserID> = []
    var tokens: [Token] = []
    var requests = 0
  }

  private let state = Mutex(State())

  /// Has a user set a PIN.
  func setPin(_ user: UserID) { state.withLock { _ = $0.users.insert(user) } }

  /// What a user shows in a step; nil for nothing.
  func shown(_ pin: Pin, by user: UserID, for action: PinAction, _ step: Int) -> String? {
    switch pin {
    case .nothing: return nil
    case .again(let number): return "\(number)"
    case .token:
      return state.withLock { state in
        // Whoever asks again shows the same.
        if state.tokens.last?.step != step {
          state.tokens.append(Token(step: step, user: user, action: action))
        }
        return "\(state.tokens.count - 1)"
      }
    }
  }

  /// Has the token that was made last count for nothing from now on.
  func spendLast() {
    state.withLock { state in
      if !state.tokens.isEmpty { state.tokens[state.tokens.count - 1].claimant = "nobody" }
    }
  }

  func hasPin(_ user: UserID) async throws -> Bool { state.withLock { $0.users.contains(user) } }

  func claim(_ token: String, for use: PinUse) async throws -> PinClaim? {
    state.withLock { state in
      guard let number = Int(token), state.tokens.indices.contains(number),
        state.tokens[number].user == use.userID, state.tokens[number].action == use.action
      else { return nil }
      state.requests += 1
      let claimant = use.request ?? "request \(state.requests)"
      guard state.tokens[number].claimant ?? claimant == claimant else { return nil }
      state.tokens[number].claimant = claimant
      return PinClaim(token: Array(token.utf8), claimant: Array(claimant.utf8))
    }
  }

  func release(_ claim: PinClaim) async throws {
    state.withLock { state in
      guard let number = Int(String(decoding: claim.token, as: UTF8.self)),
        state.tokens[number].claimant == String(decoding: claim.claimant, as: UTF8.self)
      else { return }
      state.tokens[number].claimant = nil
    }
  }
}
