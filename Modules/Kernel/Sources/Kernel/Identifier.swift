/// The id of an `Entity`: a UUID that the compiler does not let stand in for the id of anything
/// else. Made as version 7 (RFC 9562, 5.7), so ids sort by the time they were made.
public struct Identifier<Entity>: Hashable, Comparable, Sendable {
  // Two words, not one UInt128: Swift 6.3 lays out the captures of an asynchronous closure wrongly
  // where one of them is aligned to 16 octets, and the task crashes.
  private let high: UInt64
  private let low: UInt64

  /// The id with these octets, the first one on top. Any value is taken, of any UUID version.
  public init(rawValue: UInt128) {
    high = UInt64(truncatingIfNeeded: rawValue >> 64)
    low = UInt64(truncatingIfNeeded: rawValue)
  }

  /// The UUID's sixteen octets, the first one on top; comparing ids compares these.
  public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

  /// Reads the 36 octets of a UUID's text: hyphens after the 8th, 12th, 16th and 20th digit,
  /// digits in either case. Braces, `urn:uuid:` and blanks are refused.
  public init?(utf8 text: UnsafeBufferPointer<UInt8>) {
    guard text.count == UUIDText.count, let value = UUIDText.parse(text) else { return nil }
    self.init(rawValue: value)
  }

  /// Appends the 36 octets of the lower-case text, without making a `String`.
  public func appendUTF8(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: UUIDText.count) { text in
      UUIDText.write(high, low, to: text)
      bytes.append(contentsOf: UnsafeBufferPointer(text))
    }
  }

  /// Writes the 36 octets of the lower-case text to a buffer of at least as many; answers 36.
  public func writeUTF8(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    UUIDText.write(high, low, to: text)
    return UUIDText.count
  }

  /// The longest text of an id, in octets.
  public static var longestText: Int { UUIDText.count }

  /// The order of the octets; of ids from one source, the order in which they were made.
  public static func < (left: Self, right: Self) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }
}

extension Identifier: LosslessStringConvertible {
  /// Reads a UUID's text: hyphens after the 8th, 12th, 16th and 20th digit, digits in either
  /// case. Braces, `urn:uuid:` and blanks are refused.
  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ Self(utf8: $0) }) else { return nil }
    self = id
  }

  /// The UUID in lower case with hyphens, 36 ASCII characters.
  public var description: String {
    String(unsafeUninitializedCapacity: UUIDText.count) { text in
      writeUTF8(to: text)
    }
  }
}

/// What a `UserID` is the id of: a person who can sign in, known to every context by id alone.
public enum UserTag {}
/// The id of a user, shared by all contexts.
public typealias UserID = Identifier<UserTag>

/// What an `APIKeyID` is the id of: a key by which a program acts for a user.
public enum APIKeyTag {}
/// The id of an API key.
public typealias APIKeyID = Identifier<APIKeyTag>

/// What a `SessionID` is the id of: one signed-in device.
public enum SessionTag {}
/// The id of a session, as the access token's `sid` says it.
public typealias SessionID = Identifier<SessionTag>
