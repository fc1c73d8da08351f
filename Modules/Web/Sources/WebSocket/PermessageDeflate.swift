/// What was agreed on about compression (RFC 7692, 7.1). No message depends on the ones before it,
/// in either direction: a connection needs no window of its own, and what a message gets for it is
/// little where messages are short.
struct PermessageDeflate: Hashable {
  static let name = "permessage-deflate"

  /// The window for what the server sends, 9 to 15.
  let serverWindowBits: Int
  /// What the answer says.
  let response: String

  /// The first offer that can be taken; nil where there is none.
  static func agree(_ offers: [WebSocketExtensionOffer]) -> PermessageDeflate? {
    for offer in offers where offer.name == name {
      if let agreement = PermessageDeflate(offer) { return agreement }
    }
    return nil
  }

  /// Takes an offer unless it asks for something that is unknown, malformed or out of reach.
  private init?(_ offer: WebSocketExtensionOffer) {
    var bits = 15
    var isNamed = false
    var seen: Set<String> = []
    for parameter in offer.parameters {
      guard seen.insert(parameter.name).inserted else { return nil }
      switch (parameter.name, parameter.value) {
      case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil),
        ("client_max_window_bits", nil):
        break
      case ("client_max_window_bits", let value?):
        // The inflater has the largest window anyway.
        guard Self.windowBits(value) != nil else { return nil }
      case ("server_max_window_bits", let value?):
        // zlib cannot compress with a window of 256 octets.
        guard let asked = Self.windowBits(value), asked >= 9 else { return nil }
        (bits, isNamed) = (asked, true)
      default:
        return nil
      }
    }
    serverWindowBits = bits
    response =
      "\(Self.name); server_no_context_takeover; client_no_context_takeover"
      + (isNamed ? "; server_max_window_bits=\(bits)" : "")
  }

  /// A number from 8 to 15, without leading zeros (RFC 7692, 7.1.2.1).
  private static func windowBits(_ text: String) -> Int? {
    guard text.first != "0", text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let bits = Int(text), (8...15).contains(bits)
    else { return nil }
    return bits
  }
}
