import Auth
import Synchronization

/// Tokens whose signature was found to be right, so that it is computed once a token and not once
/// a request. Bounded: when the younger half is full it becomes the older one, whose tokens are
/// forgotten unless they are used again.
final class TokenCache: Sendable {
  private struct Halves {
    var younger: [String: AccessClaims] = [:]
    var older: [String: AccessClaims] = [:]
  }

  private let halves = Mutex(Halves())
  private let halfCapacity: Int

  /// A cache of so many tokens at most.
  init(capacity: Int) {
    halfCapacity = max(1, capacity / 2)
  }

  subscript(token: String) -> AccessClaims? {
    halves.withLock { halves in
      if let claims = halves.younger[token] { return claims }
      guard let claims = halves.older[token] else { return nil }
      insert(claims, token, &halves)
      return claims
    }
  }

  func insert(_ claims: AccessClaims, for token: String) {
    halves.withLock { insert(claims, token, &$0) }
  }

  private func insert(_ claims: AccessClaims, _ token: String, _ halves: inout Halves) {
    if halves.younger.count >= halfCapacity {
      halves.older = halves.younger
      halves.younger = [:]
    }
    halves.younger[token] = claims
  }

  /// How many tokens are kept.
  var count: Int { halves.withLock { $0.younger.count + $0.older.count } }
}
