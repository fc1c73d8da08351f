import Crypto
import FuzzSupport

/// The input is a seed of 32 octets, 64 that are added to a right signature bit by bit, and a
/// message.
enum FuzzSignatures {
  static func check(_ bytes: [UInt8]) {
    guard bytes.count >= 96 else { return }
    let seed = Array(bytes[..<32])
    let message = Array(bytes[96...])
    guard let signer = try? Ed25519.PrivateKey(seed: seed),
      let published = try? Ed25519.PublicKey(signer.publicKey),
      let own = try? Ed25519.OwnKey(seed: seed)
    else { return require(false, "no key of a seed") }
    let right = signer.sign(message)
    let changed = zip(right, bytes[32..<96]).map { $0 ^ $1 }
    requireEqual(own.isValid(signature: right, for: message), true, "a right signature refused")
    requireEqual(
      own.isValid(signature: changed, for: message),
      published.isValid(signature: changed, for: message),
      "checked otherwise than by the public key")
    requireEqual(
      own.isValid(signature: changed, for: message), changed == right, "a changed signature taken")
  }
}
