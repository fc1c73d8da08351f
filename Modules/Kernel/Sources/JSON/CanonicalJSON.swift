/// JSON by value: texts that say the same have the same canonical octets, and no others do.
///
/// The order of an object's members, white space, escapes in strings and the spelling of numbers
/// (`10.50`, `10.5`, `105e-1`; `0`, `-0`) do not count. Kinds do: `"1"` is not `1`. Numbers are
/// compared exactly, by their digits; nothing is converted. The octets are for digests, and no
/// JSON.
extension JSONValue {
  /// The octets that stand for the value. They take about as much memory as the text, and time in
  /// proportion to it but for sorting members. No deeper than the parser's limit.
  public var canonicalOctets: [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(Int(entry.length) + 16)
    CanonicalJSON.write(self, to: &octets)
    return octets
  }
}

private enum CanonicalJSON {
  static func write(_ value: JSONValue, to octets: inout [UInt8]) {
    switch value.kind {
    case .null: octets.append(UInt8(ascii: "n"))
    case .true: octets.append(UInt8(ascii: "t"))
    case .false: octets.append(UInt8(ascii: "f"))
    case .string: write(name: text(of: value), to: &octets)
    case .number: value.tape.withText(of: value.index) { write(number: $0, to: &octets) }
    case .array:
      octets.append(UInt8(ascii: "["))
      for element in value.elements { write(element, to: &octets) }
      octets.append(UInt8(ascii: "]"))
    case .object: write(members: value, to: &octets)
    }
  }

  private static func write(members object: JSONValue, to octets: inout [UInt8]) {
    var members: [(name: [UInt8], value: JSONValue)] = []
    members.reserveCapacity(object.count)
    var index = object.index + 1
    for _ in 0..<object.count {
      let value = JSONValue(tape: object.tape, index: index + 1)
      members.append((text(of: JSONValue(tape: object.tape, index: index)), value))
      index = Int(value.entry.next)
    }
    // No two names are the same: the parser refuses such objects.
    members.sort { isBefore($0.name, $1.name) }
    octets.append(UInt8(ascii: "{"))
    for member in members {
      write(name: member.name, to: &octets)
      write(member.value, to: &octets)
    }
    octets.append(UInt8(ascii: "}"))
  }

  private static func isBefore(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { left.isBefore($0) }
    }
  }

  /// A string's octets, its escapes read.
  private static func text(of value: JSONValue) -> [UInt8] {
    value.tape.withText(of: value.index) {
      value.entry.isEscaped ? Escapes.unescaped($0) : Array($0)
    }
  }

  /// The length first, so that nothing within can be taken for what follows.
  private static func write(name: [UInt8], to octets: inout [UInt8]) {
    octets.append(UInt8(ascii: "\""))
    octets += String(name.count).utf8
    octets.append(UInt8(ascii: ":"))
    octets += name
  }

  /// The significant digits as a whole number, and the power of ten that it is multiplied by.
  private static func write(number text: UnsafeBufferPointer<UInt8>, to octets: inout [UInt8]) {
    let isNegative = text.first == UInt8(ascii: "-")
    let body = text[(isNegative ? 1 : 0)...]
    let mark = body.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? body.endIndex
    let point = body[..<mark].firstIndex(of: UInt8(ascii: ".")) ?? mark
    let fraction = point < mark ? body[(point + 1)..<mark] : body[mark..<mark]
    var digits = Array(body[..<point]) + fraction
    let trailing = digits.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeLast(trailing)
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    octets.append(UInt8(ascii: "#"))
    if digits.isEmpty { return octets += "0;".utf8 }
    if isNegative { octets.append(UInt8(ascii: "-")) }
    let written = mark < body.endIndex ? Array(body[(mark + 1)...]) : []
    if let exponent = exponent(written) {
      octets += digits
      octets += "e\(exponent - fraction.count + trailing);".utf8
    } else {
      // No number anybody means: equal only as it is spelt.
      octets += body
      octets.append(UInt8(ascii: ";"))
    }
  }

  /// The number that an exponent spells; nil beyond sixteen digits.
  private static func exponent(_ text: [UInt8]) -> Int? {
    var digits = text[...]
    let sign = digits.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
    digits = digits.drop { $0 == UInt8(ascii: "0") }
    guard digits.count <= 16 else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return sign == UInt8(ascii: "-") ? -value : value
  }
}
