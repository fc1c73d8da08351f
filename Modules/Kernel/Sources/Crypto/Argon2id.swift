private import CArgon2

/// Password hashing by Argon2id, version 1.3 (RFC 9106). It is slow and takes much memory on
/// purpose: run it off the loop, and at most one hash a core at once.
public enum Argon2id {
  /// How hard a hash is to compute.
  public struct Parameters: Hashable, Sendable {
    /// Memory in KiB, at least 8 for each lane.
    public let memoryKiB: Int
    /// Passes over the memory, at least 1.
    public let iterations: Int
    /// Lanes, each of which takes a thread, at least 1.
    public let parallelism: Int

    /// The parameters; checked where they are used.
    public init(memoryKiB: Int, iterations: Int, parallelism: Int) {
      self.memoryKiB = memoryKiB
      self.iterations = iterations
      self.parallelism = parallelism
    }

    /// OWASP's first choice: 19 MiB, two passes, one lane.
    public static let recommended = Parameters(memoryKiB: 19_456, iterations: 2, parallelism: 1)

    /// The bounds for a stored hash: a forged one must not make a login exhaust the machine.
    var isBearable: Bool {
      (1...64).contains(parallelism) && (1...1000).contains(iterations)
        && (8 * parallelism...2_097_152).contains(memoryKiB)
    }
  }

  /// Why no hash could be computed: parameters out of range, salt under 8 octets, no memory.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// libargon2's words for it.
    public let description: String
  }

  /// The hash as a PHC string, `$argon2id$v=19$m=…,t=…,p=…$salt$hash` with 32 octets of hash.
  /// `salt` is 8 octets or more, random for each password; 16 are usual. Throws `Failure`.
  public static func hash(
    password: [UInt8], salt: [UInt8], memoryKiB: Int = Parameters.recommended.memoryKiB,
    iterations: Int = Parameters.recommended.iterations,
    parallelism: Int = Parameters.recommended.parallelism
  ) throws(Failure) -> String {
    let parameters = Parameters(
      memoryKiB: memoryKiB, iterations: iterations, parallelism: parallelism)
    let hash = try derive(password: password, salt: salt, parameters: parameters, count: 32)
    return PHC(parameters: parameters, salt: salt, hash: hash).text
  }

  /// Whether the password is the one that was hashed. Takes as long as the hashing did, and the
  /// comparison tells nothing. False for a text that is not such a PHC string.
  public static func verify(password: [UInt8], phc: String) -> Bool {
    guard let stored = PHC(phc), stored.parameters.isBearable,
      let hash = try? derive(
        password: password, salt: stored.salt, parameters: stored.parameters,
        count: stored.hash.count)
    else { return false }
    return constantTimeEquals(hash, stored.hash)
  }

  /// The parameters of a PHC string, to see whether a hash is due to be renewed; nil if the text
  /// is none of ours.
  public static func parameters(of phc: String) -> Parameters? {
    PHC(phc)?.parameters
  }

  /// `count` octets (4 or more) made from password and salt, and from a secret and associated data
  /// where there are any. Throws `Failure`.
  public static func derive(
    password: [UInt8], salt: [UInt8], secret: [UInt8] = [], associatedData: [UInt8] = [],
    parameters: Parameters, count: Int
  ) throws(Failure) -> [UInt8] {
    guard let memory = UInt32(exactly: parameters.memoryKiB),
      let iterations = UInt32(exactly: parameters.iterations),
      let lanes = UInt32(exactly: parameters.parallelism)
    else { throw Failure(description: "Parameters are out of range") }
    // libargon2 takes its inputs as mutable pointers, though it changes none of them unasked.
    var (password, salt, secret, data) = (password, salt, secret, associatedData)
    var status: Int32 = 0
    let hash = [UInt8](unsafeUninitializedCapacity: max(0, count)) { hash, filled in
      status = password.withUnsafeMutableBufferPointer { password in
        salt.withUnsafeMutableBufferPointer { salt in
          secret.withUnsafeMutableBufferPointer { secret in
            data.withUnsafeMutableBufferPointer { data in
              var context = argon2_context(
                out: hash.baseAddress, outlen: UInt32(max(0, count)),
                pwd: password.baseAddress, pwdlen: UInt32(password.count),
                salt: salt.baseAddress, saltlen: UInt32(salt.count),
                secret: secret.baseAddress, secretlen: UInt32(secret.count),
                ad: data.baseAddress, adlen: UInt32(data.count),
                t_cost: iterations, m_cost: memory, lanes: lanes, threads: lanes,
                version: UInt32(ARGON2_VERSION_13.rawValue), allocate_cbk: HashMemory.allocate,
                free_cbk: HashMemory.release, flags: 0)
              return argon2id_ctx(&context)
            }
          }
        }
      }
      filled = status == 0 ? count : 0
    }
    guard status == 0 else {
      throw Failure(description: String(cString: argon2_error_message(status)))
    }
    return hash
  }
}
