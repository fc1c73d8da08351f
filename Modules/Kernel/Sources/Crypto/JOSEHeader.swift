/// The protected header of a token (RFC 7515, 4), as far as it is trusted: a JSON object with the
/// members `alg`, `kid` and `typ`, each at most once, all strings of printable ASCII without
/// escapes. That is all that issuers write, and what cannot be read cannot mislead.
struct JOSEHeader {
  private(set) var alg: String?
  private(set) var kid: String?
  private(set) var typ: String?

  init(_ json: [UInt8]) throws(JWTError) {
    var scanner = Scanner(json)
    guard scanner.skip("{") else { throw .malformedHeader }
    repeat {
      guard let name = scanner.string() else { throw .malformedHeader }
      guard name == "alg" || name == "kid" || name == "typ" else { throw .unsupportedHeader }
      guard scanner.skip(":"), let value = scanner.string(), set(name, to: value) else {
        throw .malformedHeader
      }
    } while scanner.skip(",")
    guard scanner.skip("}"), scanner.isAtEnd else { throw .malformedHeader }
  }

  /// Algorithm and key's name, once the type is found to be right and the algorithm allowed.
  func choice(of algorithms: [String]) throws(JWTError) -> (algorithm: String, kid: String) {
    guard typ == nil || typ == "JWT" || typ == "jwt" else { throw .wrongType }
    guard let alg, algorithms.contains(alg) else { throw .wrongAlgorithm }
    guard let kid else { throw .unknownKey }
    return (alg, kid)
  }

  /// False if the member is there already.
  private mutating func set(_ name: String, to value: String) -> Bool {
    switch name {
    case "alg": Self.put(value, into: &alg)
    case "kid": Self.put(value, into: &kid)
    default: Self.put(value, into: &typ)
    }
  }

  private static func put(_ value: String, into member: inout String?) -> Bool {
    guard member == nil else { return false }
    member = value
    return true
  }

  private struct Scanner {
    private let json: [UInt8]
    private var position = 0

    init(_ json: [UInt8]) {
      self.json = json
    }

    var isAtEnd: Bool {
      mutating get {
        skipBlanks()
        return position == json.count
      }
    }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard position < json.count, json[position] == UInt8(ascii: mark) else { return false }
      position += 1
      return true
    }

    mutating func string() -> String? {
      guard skip("\"") else { return nil }
      let start = position
      while position < json.count, json[position] != UInt8(ascii: "\"") {
        guard (0x20...0x7E).contains(json[position]), json[position] != UInt8(ascii: "\\") else {
          return nil
        }
        position += 1
      }
      guard position < json.count else { return nil }
      defer { position += 1 }
      return String(decoding: json[start..<position], as: UTF8.self)
    }

    private func isBlank(_ octet: UInt8) -> Bool {
      octet == 0x20 || octet == 0x09 || octet == 0x0A || octet == 0x0D
    }

    private mutating func skipBlanks() {
      while position < json.count, isBlank(json[position]) { position += 1 }
    }
  }
}
