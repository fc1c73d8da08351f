public import Auth
import Crypto
public import Kernel
import Synchronization

/// Stands in for the slow hash, so that a test may sign in a hundred times. It keeps the hasher's
/// promises but for the slowness, and counts how often it was asked.
public final class FastHasher: PasswordHasher {
  private let verifications = Mutex(0)
  private let generation = Mutex(1)
  private let overloads = Mutex(0)
  private let interruption = Mutex<(@Sendable () async throws -> Void)?>(nil)

  /// Too many wait already.
  public struct Overloaded: Unavailability {
    /// Seconds after which another attempt is sensible.
    public var retryAfterSeconds: Int { 1 }
  }

  /// A hasher of generation 1.
  public init() {}

  /// How often a password was compared, to an account's hash or to none.
  public var verificationCount: Int { verifications.withLock { $0 } }

  /// Has the next comparisons refused, as by a pool whose queue is full.
  public func overload(times: Int) {
    overloads.withLock { $0 = times }
  }

  /// Makes all hashes so far outdated.
  public func raiseParameters() {
    generation.withLock { $0 += 1 }
  }

  /// Has `body` run, once, after the next comparison and before anything comes of it: the slow hash
  /// leaves time for much to happen.
  public func interrupt(_ body: @escaping @Sendable () async throws -> Void) {
    interruption.withLock { $0 = body }
  }

  /// `fast$<generation>$<digest>`.
  public func hash(_ password: [UInt8]) async throws -> String {
    text(password, generation: generation.withLock { $0 })
  }

  /// Whether the password has this digest.
  /// - Throws: `Overloaded` as often as `overload` said.
  public func verify(_ password: [UInt8], against hash: String?) async throws -> Bool {
    let isRefused = overloads.withLock { left in
      defer { left = max(0, left - 1) }
      return left > 0
    }
    guard !isRefused else { throw Overloaded() }
    verifications.withLock { $0 += 1 }
    let interruption = interruption.withLock { interruption in
      defer { interruption = nil }
      return interruption
    }
    try await interruption?()
    guard let hash, let generation = Self.generation(of: hash) else { return false }
    return text(password, generation: generation) == hash
  }

  /// Whether the hash is of an earlier generation.
  public func isOutdated(_ hash: String) -> Bool {
    Self.generation(of: hash).map { made in made < generation.withLock { $0 } } ?? true
  }

  private func text(_ password: [UInt8], generation: Int) -> String {
    "fast$\(generation)$" + Hex.encode(SHA256.hash(password))
  }

  private static func generation(of hash: String) -> Int? {
    let parts = hash.split(separator: "$")
    return parts.count == 3 ? Int(parts[1]) : nil
  }
}
