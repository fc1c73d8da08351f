import Crypto
import JSON

/// The public keys that an issuer publishes (RFC 7517, 5), as far as they check id tokens.
struct KeySetDocument: Sendable {
  /// So many keys at most are looked at; issuers have two or three.
  private static let mostKeys = 64

  private var keys: [JWT.ForeignKeyName: any TokenKey] = [:]

  /// Whether there is no key that can check anything.
  var isEmpty: Bool { keys.isEmpty }

  /// Reads a document. Keys of other kinds and uses, and keys that are too weak, are left out, as
  /// RFC 7517 (5) says; nil if it is no set of keys at all.
  init?(_ json: [UInt8]) {
    guard let set = (try? JSONDocument(parsing: json, maxDepth: 16))?.root["keys"],
      set.kind == .array
    else { return nil }
    for entry in set.elements.prefix(Self.mostKeys) {
      guard let kid = entry["kid"]?.string, let key = Self.key(entry) else { continue }
      let name = JWT.ForeignKeyName(algorithm: key.algorithm, kid: kid)
      keys[name] = keys[name] ?? key
    }
  }

  /// The key of this name and algorithm.
  func key(_ name: JWT.ForeignKeyName) -> (any TokenKey)? { keys[name] }

  private static func key(_ entry: JSONValue) -> (any TokenKey)? {
    if let use = entry["use"], use.string != "sig" { return nil }
    if let operations = entry["key_ops"],
      !operations.elements.contains(where: { $0.string == "verify" })
    {
      return nil
    }
    let key: (any TokenKey)?
    switch entry["kty"]?.string {
    case "RSA":
      guard let modulus = octets("n", of: entry), let exponent = octets("e", of: entry) else {
        return nil
      }
      key = try? RS256Key(modulus: modulus, exponent: exponent)
    case "EC":
      guard entry["crv"]?.string == "P-256", let x = octets("x", of: entry),
        let y = octets("y", of: entry)
      else { return nil }
      key = try? ES256Key(x: x, y: y)
    default:
      return nil
    }
    if let algorithm = entry["alg"], algorithm.string != key?.algorithm { return nil }
    return key
  }

  private static func octets(_ name: String, of entry: JSONValue) -> [UInt8]? {
    entry[name]?.string.flatMap { Base64URL.decode($0) }
  }
}
