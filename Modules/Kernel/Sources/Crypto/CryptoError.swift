/// Why a key, a nonce or a sealed message was refused.
public enum CryptoError: Error, Hashable, Sendable {
  /// Key, seed or nonce is not as long as the algorithm asks, in octets.
  case wrongLength(expected: Int, actual: Int)
  /// The right length, but no key of the algorithm.
  case invalidKey
  /// The sealed message is not what was sealed with this key, nonce and additional data.
  case authenticationFailed
}

/// Stops the process where libcrypto fails although its input is right: it has no memory left or
/// is built without an algorithm that every build has. Swift's own allocations do the same.
func requireCrypto(_ ok: Bool, _ operation: StaticString) {
  precondition(ok, "libcrypto failed: \(operation)")
}
