import Auth
import Crypto
import Kernel
import Synchronization

/// The claims of tokens whose signature was found to be right, so that it is computed once a token
/// and not once a request. Bounded: while it is full, those give way that were not used of late.
final class TokenCache: Sendable {
  /// What a token is looked up by: half of its SHA-256, for which nobody finds a second token.
  struct Key: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    init(_ token: String) {
      var token = token
      (high, low) = token.withUTF8 { octets in
        withUnsafeTemporaryAllocation(byteCount: SHA256.digestCount, alignment: 8) { digest in
          SHA256.hash(UnsafeRawBufferPointer(octets), into: digest)
          return (digest.load(as: UInt64.self), digest.load(fromByteOffset: 8, as: UInt64.self))
        }
      }
    }
  }

  private let known: SharedTable<Key, AccessClaims>
  private let roles = SharedRoles()
  /// For how many seconds after it expired a token is still good.
  private let grace: Int64

  /// A cache of so many tokens at most.
  init(capacity: Int, grace: Int64 = 0) {
    known = SharedTable(capacity: capacity)
    self.grace = grace
  }

  subscript(key: Key) -> AccessClaims? { known.value(of: key) }

  /// Adds a token; removes some that have expired.
  func insert(_ claims: AccessClaims, for key: Key, at now: Instant) {
    let over = now.adding(seconds: -grace)
    known.set(roles.shared(claims), of: key) { $0.expiresAt <= over }
  }

  /// How many tokens are kept, and how many look-ups found theirs.
  var figures: TableFigures { known.figures }
}

/// One list for all tokens of the same roles, of which there are few.
private final class SharedRoles: Sendable {
  private static let most = 64
  private let lists = Mutex<Set<[Role]>>([])

  /// The same claims, with a list that others have too.
  func shared(_ claims: AccessClaims) -> AccessClaims {
    let roles = lists.withLock { lists in
      if lists.count >= Self.most, !lists.contains(claims.roles) { lists.removeAll() }
      return lists.insert(claims.roles).memberAfterInsert
    }
    return AccessClaims(
      userID: claims.userID, sessionID: claims.sessionID, roles: roles, epoch: claims.epoch,
      issuedAt: claims.issuedAt, expiresAt: claims.expiresAt)
  }
}
