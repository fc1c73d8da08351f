/// Hides what saved cards are charged by in the bodies of providers' webhooks, for people to read.
enum CardTokenMask {
  /// The members that hold such a token: Paystack's, and Flutterwave's.
  private static let members = ["\"authorization_code\"", "\"token\""]

  /// A text of JSON, with an ellipsis in place of each token.
  static func masked(_ text: String) -> String {
    members.reduce(text) { masked($0, member: $1) }
  }

  private static func masked(_ text: String, member: String) -> String {
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let end = rest.endOfFirst(Array(member.utf8)) {
      result += rest[..<end]
      rest = rest[end...]
      // Up to the quotation mark that a text as the value begins with.
      let gap = rest.prefix { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ":")].contains($0) }
      result += gap
      rest = rest.dropFirst(gap.count)
      guard rest.first == UInt8(ascii: "\"") else { continue }
      result += "\"…\"".utf8
      rest = rest.afterString
    }
    return String(decoding: result + rest, as: UTF8.self)
  }
}

extension ArraySlice<UInt8> {
  /// The place behind the first occurrence of some octets; nil where there is none.
  fileprivate func endOfFirst(_ octets: [UInt8]) -> Int? {
    guard count >= octets.count else { return nil }
    for place in startIndex...(endIndex - octets.count)
    where self[place..<(place + octets.count)].elementsEqual(octets) {
      return place + octets.count
    }
    return nil
  }

  /// What follows the text of JSON that begins here.
  fileprivate var afterString: ArraySlice<UInt8> {
    var place = startIndex + 1
    while place < endIndex, self[place] != UInt8(ascii: "\"") {
      place += self[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return self[Swift.min(place + 1, endIndex)...]
  }
}
