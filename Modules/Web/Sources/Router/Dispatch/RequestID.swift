internal import Kernel

/// The name under which a request is logged and answered.
enum RequestID: CustomStringConvertible {
  /// The caller's own.
  case given(String)
  /// Ours, a UUID.
  case made(Identifier<RequestID>)

  var description: String {
    switch self {
    case .given(let text): text
    case .made(let id): id.description
    }
  }

  /// Adds the text.
  func append(to bytes: inout [UInt8]) {
    switch self {
    case .given(let text): bytes.append(contentsOf: text.utf8)
    case .made(let id): id.appendUTF8(to: &bytes)
    }
  }

  /// The longest id, in octets: one that was given.
  static let longest = 128

  /// Writes the text to a buffer of at least `longest` octets; answers how many octets it has.
  func write(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    switch self {
    case .given(let given): text.update(fromContentsOf: given.utf8)
    case .made(let id): id.writeUTF8(to: text)
    }
  }

  /// A caller's id, if it is harmless in a log: 1–128 ASCII letters, digits and `-_.:/+=`.
  init?(given text: String?) {
    guard let text, (1...Self.longest).contains(text.utf8.count),
      text.utf8.allSatisfy(Self.isAllowed)
    else { return nil }
    self = .given(text)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "+"), UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "="),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

/// The W3C trace context's `traceparent` field (Trace Context, 3.2).
enum TraceParent {
  /// The field, if it is well-formed: `00-<32 hex>-<16 hex>-<2 hex>`, neither id all zeros.
  static func valid(_ text: String?) -> String? {
    guard let text, text.utf8.count == 55 else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] != "ff",
      parts.allSatisfy({ $0.utf8.allSatisfy(isLowerHex) }),
      !parts[1].utf8.allSatisfy({ $0 == UInt8(ascii: "0") }),
      !parts[2].utf8.allSatisfy({ $0 == UInt8(ascii: "0") })
    else { return nil }
    return text
  }

  private static func isLowerHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
