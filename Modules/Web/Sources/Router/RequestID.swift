internal import Kernel

/// The name under which a request is logged and answered.
enum RequestID {
  /// A caller's id, if it is harmless in a log: 1–128 ASCII letters, digits and `-_.:/+=`.
  static func valid(_ text: String?) -> String? {
    guard let text, (1...128).contains(text.utf8.count), text.utf8.allSatisfy(isAllowed) else {
      return nil
    }
    return text
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

  /// A new id, in the form of a UUID.
  static func make(_ ids: any IDSource) -> String {
    let id: Identifier<RequestID> = ids.make()
    return id.description
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
