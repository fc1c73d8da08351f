/// The line that parts a multipart body (RFC 2046, 5.1.1): 1 to 70 characters that no part holds
/// at the beginning of a line behind two hyphens.
public struct MultipartBoundary: Hashable, Sendable {
  let bytes: [UInt8]

  /// Takes a boundary; `nil` if it is empty, longer than 70 characters, holds one that RFC 2046
  /// does not allow, or ends in a blank.
  public init?(_ text: some StringProtocol) {
    self.init(Array(text.utf8))
  }

  /// Reads the boundary of a `Content-Type` field; `nil` unless that says `multipart/form-data`
  /// with exactly one `boundary`, as a token or a quoted string. Other parameters are allowed.
  public init?(contentType field: String) {
    let bytes = Array(field.utf8)
    var reader = ParameterReader(bytes)
    guard reader.skipWord("multipart/form-data") else { return nil }
    var found: [UInt8]?
    while !reader.isAtEnd {
      guard let parameter = reader.parameter(escapes: .backslash) else { return nil }
      guard FieldLine.matches(bytes, parameter.name, "boundary") else { continue }
      guard found == nil else { return nil }
      found = parameter.value
    }
    guard let found else { return nil }
    self.init(found)
  }

  private init?(_ bytes: [UInt8]) {
    guard (1...70).contains(bytes.count), bytes.last != ASCII.space,
      bytes.allSatisfy({ Self.allowed.contains($0) })
    else { return nil }
    self.bytes = bytes
  }

  /// `bchars`.
  private static let allowed = Characters.Set(
    "'()+_,-./:=? 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
}
