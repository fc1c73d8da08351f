internal import HTTP

/// What `Accept-Encoding` says of gzip (RFC 9110, 12.5.3).
enum AcceptEncoding {
  /// Whether an answer may be sent as gzip: the field, or a `*` in it, lets that in, and does not
  /// prefer an answer as it is. Without the field it is not sent; elements that are malformed count
  /// for nothing.
  static func takesGzip(_ headers: HTTPHeaders) -> Bool {
    var (gzip, identity, others): (Int?, Int?, Int?)
    for line in headers.values("Accept-Encoding") {
      for element in line.utf8.split(separator: UInt8(ascii: ",")) {
        let parts = element.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard let first = parts.first, let weight = weight(parts.dropFirst()) else { continue }
        let coding = lowercased(first)
        if matches(coding, "gzip") || matches(coding, "x-gzip") {
          gzip = max(gzip ?? 0, weight)
        } else if matches(coding, "identity") {
          identity = weight
        } else if matches(coding, "*") {
          others = weight
        }
      }
    }
    let wanted = gzip ?? others ?? 0
    return wanted > 0 && wanted >= identity ?? 0
  }

  /// Thousandths: 1,000 without a `q`; nil where it is none.
  private static func weight(_ parameters: ArraySlice<Substring.UTF8View>) -> Int? {
    guard let parameter = parameters.first else { return 1_000 }
    let text = lowercased(parameter)
    guard parameters.count == 1, text.starts(with: "q=".utf8) else { return nil }
    let digits = text.dropFirst(2)
    guard let whole = digits.first, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1") else {
      return nil
    }
    var thousandths = Int(whole - UInt8(ascii: "0")) * 1_000
    let fraction = digits.dropFirst()
    if let point = fraction.first, point != UInt8(ascii: ".") || fraction.count > 4 { return nil }
    var place = 100
    for digit in fraction.dropFirst() {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      thousandths += Int(digit - UInt8(ascii: "0")) * place
      place /= 10
    }
    return thousandths <= 1_000 ? thousandths : nil
  }

  /// Without blanks around it, in small letters.
  private static func lowercased(_ octets: Substring.UTF8View) -> [UInt8] {
    func isBlank(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
    var octets = octets.drop(while: isBlank)
    while let last = octets.last, isBlank(last) { octets.removeLast() }
    return octets.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  /// Octet by octet: comparing characters of text from outside may cost the square of its length.
  private static func matches(_ octets: [UInt8], _ word: StaticString) -> Bool {
    word.withUTF8Buffer { octets.elementsEqual($0) }
  }
}
