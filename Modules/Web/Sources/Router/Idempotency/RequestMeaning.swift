internal import HTTP
internal import JSON

/// What a request says in its query and its body, as octets that are the same for every spelling of
/// it: a client that sends a request again may put it into words anew.
enum RequestMeaning {
  /// The octets of a request whose query and body were taken apart.
  /// - Parameter body: counts where the route reads no fields from it.
  static func octets(of source: RequestSource, body: [UInt8]) -> [UInt8] {
    var octets: [UInt8] = []
    switch source.body {
    case .absent:
      octets.append(UInt8(ascii: "a"))
      append(body, to: &octets)
    case .json(let root):
      octets.append(UInt8(ascii: "j"))
      octets += root.canonicalOctets
    case .form(let items):
      octets.append(UInt8(ascii: "f"))
      append(items, to: &octets)
    }
    append(source.query, to: &octets)
    return octets
  }

  /// The items by name; those of one name in their order, which may mean something.
  private static func append(_ items: [QueryItem], to octets: inout [UInt8]) {
    let sorted = items.enumerated().sorted { left, right in
      if left.element.name.hasSameOctets(as: right.element.name) {
        return left.offset < right.offset
      }
      return left.element.name.utf8.lexicographicallyPrecedes(right.element.name.utf8)
    }
    for (_, item) in sorted {
      append(Array(item.name.utf8), to: &octets)
      append(Array(item.value.utf8), to: &octets)
    }
  }

  /// The length first, so that nothing within can be taken for what follows.
  private static func append(_ part: [UInt8], to octets: inout [UInt8]) {
    octets += "\(part.count):".utf8
    octets += part
  }
}
