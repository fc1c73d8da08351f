/// An extension that a client offers (RFC 6455, 9.1).
struct WebSocketExtensionOffer: Hashable {
  let name: String
  let parameters: [Parameter]

  struct Parameter: Hashable {
    let name: String
    /// nil for one that is only named.
    let value: String?
  }

  /// The offers of a field, in their order; nil where the field is malformed.
  static func all(in elements: [Substring]) -> [WebSocketExtensionOffer]? {
    var offers: [WebSocketExtensionOffer] = []
    for element in elements {
      guard let offer = WebSocketExtensionOffer(element) else { return nil }
      offers.append(offer)
    }
    return offers
  }

  private init?(_ text: Substring) {
    let parts = FieldList.parts(of: text, at: ";")
    guard let name = parts.first, FieldList.isToken(name) else { return nil }
    var parameters: [Parameter] = []
    for part in parts.dropFirst() {
      guard let parameter = Parameter(part) else { return nil }
      parameters.append(parameter)
    }
    self.name = name.lowercased()
    self.parameters = parameters
  }
}

extension WebSocketExtensionOffer.Parameter {
  fileprivate init?(_ text: Substring) {
    let sides = FieldList.parts(of: text, at: "=", maxSplits: 1)
    guard let name = sides.first, FieldList.isToken(name) else { return nil }
    guard sides.count == 2 else {
      self.init(name: name.lowercased(), value: nil)
      return
    }
    var value = sides[1]
    // A value in quotes means what it means without them: it must be a token either way.
    let quote = UInt8(ascii: "\"")
    if value.utf8.count >= 2, value.utf8.first == quote, value.utf8.last == quote {
      value = Substring(value.utf8.dropFirst().dropLast())
    }
    guard FieldList.isToken(value) else { return nil }
    self.init(name: name.lowercased(), value: String(value))
  }
}
