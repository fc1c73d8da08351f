import FuzzSupport
import HTTP

/// The input is the value of a `Cookie` field.
enum FuzzCookies {
  static func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let cookies = RequestCookies(text)
    requireEqual(cookies != nil, isCookieString(text), "accepted and refused at once")
    guard let cookies else { return }
    let written = cookies.pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    require(written.utf8.elementsEqual(text.utf8), "not what was sent: \(written)")
    for pair in cookies.pairs {
      let values = Set(cookies.pairs.filter { $0.name == pair.name }.map(\.value))
      requireEqual(cookies[pair.name], values.count == 1 ? pair.value : nil, "another value")
    }
  }

  /// `cookie-string` of RFC 6265 (4.2.1), read without thinking of speed.
  static func isCookieString(_ text: String) -> Bool {
    let octets = Array(text.utf8)
    guard octets.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return false }
    return text.split(separator: "; ", omittingEmptySubsequences: false).allSatisfy { pair in
      guard let equals = pair.firstIndex(of: "=") else { return false }
      let name = pair[..<equals]
      var value = pair[pair.index(after: equals)...]
      if value.hasPrefix("\""), value.hasSuffix("\""), value.count > 1 {
        value = value.dropFirst().dropLast()
      }
      return !name.isEmpty && !name.contains(where: { "()<>@,;:\\\"/[]?={} ".contains($0) })
        && !value.contains(where: { " \",;\\".contains($0) })
    }
  }
}
