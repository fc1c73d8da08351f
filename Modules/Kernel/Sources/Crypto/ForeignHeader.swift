internal import JSON

/// The header of an identity provider's token (RFC 7515, 4), of which three members are looked at.
///
/// Providers add members of their own (`x5t`, say), so others are ignored, but not those that
/// change how the token is to be read: `crit`, and `b64` that needs it (RFC 7797, 3 and 6).
struct ForeignHeader {
  private let alg: String?
  private let kid: String?
  private let typ: String?

  init(_ json: [UInt8]) throws(JWTError) {
    // Strict: a member that comes twice would be read one way here and another way elsewhere.
    guard let header = (try? JSONDocument(parsing: json, maxDepth: 8))?.root,
      header.kind == .object
    else { throw .malformedHeader }
    guard header["crit"] == nil, header["b64"] == nil else { throw .unsupportedHeader }
    alg = try Self.text("alg", of: header)
    kid = try Self.text("kid", of: header)
    typ = try Self.text("typ", of: header)
  }

  private static func text(_ name: String, of header: JSONValue) throws(JWTError) -> String? {
    guard let value = header[name] else { return nil }
    // All that these name is ASCII, and nothing else is cheap to compare: the token is not proven
    // to be anybody's yet.
    guard let text = value.string, text.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw .malformedHeader
    }
    return text
  }

  /// Algorithm and key's name, once the type is found to be right and the algorithm allowed. An
  /// access token (`at+jwt`, RFC 9068) or any other that names its type is no id token.
  var choice: (algorithm: String, kid: String) {
    get throws(JWTError) {
      guard typ == nil || typ?.lowercased() == "jwt" else { throw .wrongType }
      guard let alg, alg == "RS256" || alg == "ES256" else { throw .wrongAlgorithm }
      guard let kid else { throw .unknownKey }
      return (alg, kid)
    }
  }
}
