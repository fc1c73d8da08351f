import Auth
import Synchronization

/// Tokens whose signature was found to be right, so that it is computed once a token and not once
/// a request. Bounded: when the younger half is full it becomes the older one, whose tokens are
/// forgotten unless they are used again.
final class TokenCache: Sendable {
  private struct Halves {
    var younger: [Key: AccessClaims] = [:]
    var older: [Key: AccessClaims] = [:]
  }

  /// A token as it is looked up. Its last octets stand for it where a hash is wanted: they are of
  /// its signature, which differs from token to token, and nobody can make many signatures that
  /// end alike, as only those that were right get in here. Equal are only equal tokens.
  struct Key: Hashable {
    private static let hashed = 16
    let token: String

    func hash(into hasher: inout Hasher) {
      var token = token
      token.withUTF8 { octets in
        let last = UnsafeBufferPointer(rebasing: octets.suffix(Self.hashed))
        hasher.combine(bytes: UnsafeRawBufferPointer(last))
      }
    }
  }

  private let halves = Mutex(Halves())
  private let halfCapacity: Int

  /// A cache of so many tokens at most.
  init(capacity: Int) {
    halfCapacity = max(1, capacity / 2)
  }

  subscript(token: String) -> AccessClaims? {
    let key = Key(token: token)
    return halves.withLock { halves in
      if let claims = halves.younger[key] { return claims }
      guard let claims = halves.older[key] else { return nil }
      insert(claims, key, &halves)
      return claims
    }
  }

  func insert(_ claims: AccessClaims, for token: String) {
    halves.withLock { insert(claims, Key(token: token), &$0) }
  }

  private func insert(_ claims: AccessClaims, _ key: Key, _ halves: inout Halves) {
    if halves.younger.count >= halfCapacity {
      halves.older = halves.younger
      halves.younger = [:]
    }
    halves.younger[key] = claims
  }

  /// How many tokens are kept.
  var count: Int { halves.withLock { $0.younger.count + $0.older.count } }
}
