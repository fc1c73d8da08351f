extension Ed25519 {
  /// Checks signatures under a key whose private half is at hand, without points of the curve: two
  /// digests and a multiplication, a small part of what the public check costs.
  ///
  /// An Ed25519 signature is `R ‖ S` with `S = r + k·a`, where `a` is the secret scalar, `r` a
  /// secret function of the message, and `k` a digest of `R`, the public key and the message (RFC
  /// 8032, 5.1.6). Who holds the seed computes that sum again and compares. Who does not hold it
  /// cannot tell `S` for a message that was not signed, because `r` looks like chance to them; and
  /// a second `S`, under another `R` of a message that was signed, would give `a` away. So what
  /// this check takes was made by the key's holder (docs/decisions, own tokens).
  public struct OwnKey: TokenKey {
    private let secret: OwnSecret

    /// The check for the key of a seed of 32 octets; nil where libcrypto's signatures are not those
    /// of RFC 8032, of which one is made to see: then only the public check is right.
    /// Throws `wrongLength`.
    public init?(seed: [UInt8]) throws(CryptoError) {
      let key = try PrivateKey(seed: seed)
      secret = OwnSecret(seed: seed, publicKey: key.publicKey)
      let probe = Array("atrium".utf8)
      guard isValid(signature: key.sign(probe), for: probe) else { return nil }
    }

    /// `EdDSA`.
    public var algorithm: String { "EdDSA" }

    /// Whether the signature is the one that the key makes for the message.
    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
      message.withUnsafeBytes { isValid(signature: signature, for: $0) }
    }

    /// Whether the signature is the one that the key makes for the message. How long that takes
    /// depends on nothing but the message's length.
    public func isValid(signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool {
      signature.count == 64 && secret.hasMade(signature, for: message)
    }
  }
}
