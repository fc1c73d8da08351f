import Auth
import Crypto
import Kernel
import Router

/// The public keys by which anybody can check access tokens (RFC 7517, RFC 8037).
struct KeySetBody: ResponseBody {
  let keys: [KeyBody]

  static let shape = Shape<KeySetBody>("KeySet", .array("keys") { $0.keys })
}

/// One public key.
struct KeyBody: ResponseBody {
  let kid: String
  let publicKey: [UInt8]

  static let shape = Shape<KeyBody>(
    "Key",
    .oneOf("kty", ["OKP"]) { _ in "OKP" },
    .oneOf("crv", ["Ed25519"]) { _ in "Ed25519" },
    .oneOf("alg", ["EdDSA"]) { _ in "EdDSA" },
    .oneOf("use", ["sig"]) { _ in "sig" },
    .string("kid") { $0.kid },
    .string("x") { Base64URL.encode($0.publicKey) })
}

/// `GET /.well-known/jwks.json`
func keySetRoute(_ keyring: Keyring) -> Route {
  .get(
    "/.well-known/jwks.json", permission: .enter,
    summary: "List the public keys that access tokens are signed with"
  ) { _ -> Reply<KeySetBody> in
    _ = try await keyring.signer()
    let keys = keyring.entries.map { KeyBody(kid: $0.kid, publicKey: $0.publicKey.rawValue) }
    // Short, since whoever meets an unknown kid should find it here soon.
    return Reply.ok(KeySetBody(keys: keys)).header("Cache-Control", "public, max-age=60")
  }
}
