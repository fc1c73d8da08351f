internal import COpenSSL
internal import CSodium

/// What an Ed25519 seed stands for, computed once: the secret prefix, the secret scalar modulo the
/// group's order, and the public key, 32 octets each (RFC 8032, 5.1.5). Wiped with its last owner.
final class OwnSecret: @unchecked Sendable {
  // Unchecked: the memory is written before anybody else sees it, and only read from then on.

  private static let part = 32
  private let memory: UnsafeMutablePointer<UInt8>

  private var prefix: UnsafeMutablePointer<UInt8> { memory }
  private var scalar: UnsafeMutablePointer<UInt8> { memory + Self.part }
  private var publicKey: UnsafeMutablePointer<UInt8> { memory + 2 * Self.part }

  init(seed: [UInt8], publicKey key: [UInt8]) {
    memory = .allocate(capacity: 3 * Self.part)
    memory.initialize(repeating: 0, count: 3 * Self.part)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4 * Self.part) { work in
      guard let digest = work.baseAddress else { return }
      work.initialize(repeating: 0)
      defer { OPENSSL_cleanse(digest, work.count) }
      seed.withUnsafeBytes { DigestAlgorithm.sha512.hash($0, into: digest) }
      prefix.update(from: digest + Self.part, count: Self.part)
      let clamped = digest + 2 * Self.part
      clamped.update(from: digest, count: Self.part)
      clamped[0] &= 0xF8
      clamped[31] = clamped[31] & 0x7F | 0x40
      // 64 octets in, of which the upper half is zero.
      crypto_core_ed25519_scalar_reduce(scalar, clamped)
    }
    publicKey.update(from: key, count: Self.part)
  }

  deinit {
    OPENSSL_cleanse(memory, 3 * Self.part)
    memory.deallocate()
  }

  /// Whether a signature of 64 octets is the one that is made for the message.
  func hasMade(_ signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool {
    withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: Work.message + message.count
    ) { memory in
      guard let start = memory.baseAddress else { return false }
      let work = Work(start)
      defer { OPENSSL_cleanse(start, Work.message) }
      start.initialize(repeating: 0, count: Work.message)
      UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(memory)[Work.message...]
      )
      .copyMemory(from: message)
      return signature.withUnsafeBufferPointer { signature in
        guard let given = signature.baseAddress else { return false }
        work.expect(given, prefix, scalar, publicKey, count: message.count)
        return CRYPTO_memcmp(work.expected, given + Self.part, Self.part) == 0
      }
    }
  }

  /// Where one check's values are: the digests' inputs end in the message, so that it is copied
  /// once for both.
  private struct Work {
    static let message = 224

    let digest: UnsafeMutablePointer<UInt8>
    private let r: UnsafeMutablePointer<UInt8>
    private let k: UnsafeMutablePointer<UInt8>
    /// The scalar that the signature must end in.
    let expected: UnsafeMutablePointer<UInt8>
    private let commitment: UnsafeMutablePointer<UInt8>
    private let half: UnsafeMutablePointer<UInt8>

    init(_ start: UnsafeMutablePointer<UInt8>) {
      digest = start
      (r, k, expected) = (start + 64, start + 96, start + 128)
      (commitment, half) = (start + 160, start + 192)
    }

    /// `r + k·a` modulo the group's order, in the one form below it: no greater `S` is equal.
    func expect(
      _ given: UnsafePointer<UInt8>, _ prefix: UnsafePointer<UInt8>,
      _ scalar: UnsafePointer<UInt8>, _ publicKey: UnsafePointer<UInt8>, count: Int
    ) {
      half.update(from: prefix, count: part)
      hash(half, part + count)
      crypto_core_ed25519_scalar_reduce(r, digest)
      commitment.update(from: given, count: part)
      half.update(from: publicKey, count: part)
      hash(commitment, 2 * part + count)
      crypto_core_ed25519_scalar_reduce(k, digest)
      crypto_core_ed25519_scalar_mul(expected, k, scalar)
      crypto_core_ed25519_scalar_add(expected, expected, r)
    }

    private func hash(_ start: UnsafeMutablePointer<UInt8>, _ count: Int) {
      DigestAlgorithm.sha512.hash(UnsafeRawBufferPointer(start: start, count: count), into: digest)
    }
  }
}
