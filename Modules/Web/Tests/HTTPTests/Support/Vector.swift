import HTTP
import Testing

/// Bytes and the statuses of the answers to them. A harmless request is always sent behind the
/// bytes: after a refusal it must not be answered, or bytes of one request were taken for another.
struct Vector: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let statuses: [Int]

  var testDescription: String { name }

  static let last = Array("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)

  /// One request that is served; so is the one behind it.
  static func served(_ name: String, _ text: String) -> Vector {
    Vector(name: name, bytes: Array(text.utf8), statuses: [200, 200])
  }

  /// Bytes that are answered once, and the connection ends.
  static func refused(_ status: Int, _ name: String, _ text: String) -> Vector {
    Vector(name: name, bytes: Array(text.utf8), statuses: [status])
  }

  /// The same, for bytes that are not UTF-8: `{}` in the text stands for them.
  static func refused(
    _ status: Int, _ name: String, _ text: String, _ bytes: [UInt8]
  ) -> Vector {
    Vector(name: name, bytes: filled(text, bytes), statuses: [status])
  }

  /// A request that is served, with bytes that are not UTF-8.
  static func served(_ name: String, _ text: String, _ bytes: [UInt8]) -> Vector {
    Vector(name: name, bytes: filled(text, bytes), statuses: [200, 200])
  }

  /// Several answers, not counting the one to the harmless request unless `goesOn`.
  static func answered(
    _ statuses: [Int], goesOn: Bool, _ name: String, _ text: String
  ) -> Vector {
    Vector(name: name, bytes: Array(text.utf8), statuses: statuses + (goesOn ? [200] : []))
  }

  private static func filled(_ text: String, _ bytes: [UInt8]) -> [UInt8] {
    let parts = text.split(separator: "{}", maxSplits: 1, omittingEmptySubsequences: false)
    return Array(parts[0].utf8) + bytes + Array(parts[1].utf8)
  }
}
