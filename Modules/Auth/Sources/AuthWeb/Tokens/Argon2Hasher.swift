public import Auth
import Crypto
public import EventLoop
public import Kernel

/// Hashes passwords by Argon2id on a pool of its own threads, so that no event loop waits and only
/// so many are computed at once as the pool has threads.
public struct Argon2Hasher: PasswordHasher {
  private let pool: BlockingPool
  private let random: any RandomSource
  private let parameters: Argon2id.Parameters
  /// What is compared where there is no account: a hash of a password that nobody knows.
  private let decoy: String

  /// A hasher with the recommended parameters: 19 MiB, two passes, one lane.
  public init(pool: BlockingPool, random: any RandomSource) {
    let parameters = Argon2id.Parameters.recommended
    self.pool = pool
    self.random = random
    self.parameters = parameters
    // Random octets serve as well as the hash of a random password, and cost the start nothing.
    decoy =
      "$argon2id$v=19$m=\(parameters.memoryKiB),t=\(parameters.iterations)"
      + ",p=\(parameters.parallelism)"
      + "$\(Self.unpadded(random.bytes(16)))$\(Self.unpadded(random.bytes(32)))"
  }

  /// A PHC string.
  /// - Throws: `PoolOverloaded` when too many wait already.
  public func hash(_ password: [UInt8]) async throws -> String {
    let salt = random.bytes(16)
    return try await pool.run { [parameters] in
      try Self.compute(password, salt: salt, parameters)
    }
  }

  /// Whether the password is the one that was hashed. Without a hash a decoy is compared.
  /// - Throws: `PoolOverloaded` when too many wait already.
  public func verify(_ password: [UInt8], against hash: String?) async throws -> Bool {
    let isRight = try await pool.run { [decoy] in
      Argon2id.verify(password: password, phc: hash ?? decoy)
    }
    return isRight && hash != nil
  }

  /// Whether any parameter of the hash is lower than it would be today.
  public func isOutdated(_ hash: String) -> Bool {
    guard let made = Argon2id.parameters(of: hash) else { return true }
    return made.memoryKiB < parameters.memoryKiB || made.iterations < parameters.iterations
  }

  /// Base64 as the PHC string format has it, without padding.
  private static func unpadded(_ bytes: [UInt8]) -> String {
    String(Base64.encode(bytes).prefix { $0 != "=" })
  }

  private static func compute(
    _ password: [UInt8], salt: [UInt8], _ parameters: Argon2id.Parameters
  ) throws -> String {
    try Argon2id.hash(
      password: password, salt: salt, memoryKiB: parameters.memoryKiB,
      iterations: parameters.iterations, parallelism: parameters.parallelism)
  }
}
