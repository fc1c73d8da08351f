/// The short number of a profile, as people say it: `AAA00001` is the first one.
public struct SimpleID: Hashable, Comparable, Sendable {
  /// Which profile it is, from 0.
  public let number: Int

  /// How many there are with the same letters.
  private static let perLetters = 99_999
  /// How many there are: to `ZZZ99999`.
  public static let count = 26 * 26 * 26 * perLetters
  /// `AAA00001`.
  public static let first = SimpleID(unchecked: 0)

  /// The number of the n-th profile; nil beyond `ZZZ99999`.
  public init?(number: Int) {
    guard (0..<Self.count).contains(number) else { return nil }
    self.init(unchecked: number)
  }

  private init(unchecked number: Int) {
    self.number = number
  }

  /// The one after it; nil after `ZZZ99999`.
  public var next: SimpleID? { SimpleID(number: number + 1) }

  /// Whether the left one was given first.
  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension SimpleID: LosslessStringConvertible {
  /// Reads `AAA00001`: three capital letters and five digits that are not all zeros.
  public init?(_ text: String) {
    let octets = Array(text.utf8)
    guard octets.count == 8 else { return nil }
    var (letters, digits) = (0, 0)
    for octet in octets[..<3] {
      let letter = octet &- UInt8(ascii: "A")
      guard letter < 26 else { return nil }
      letters = letters * 26 + Int(letter)
    }
    for octet in octets[3...] {
      let digit = octet &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      digits = digits * 10 + Int(digit)
    }
    guard digits > 0 else { return nil }
    self.init(number: letters * Self.perLetters + digits - 1)
  }

  /// `AAA00001`. In the order of the texts, too, earlier ones come first.
  public var description: String {
    let (letters, rest) = number.quotientAndRemainder(dividingBy: Self.perLetters)
    let octets = [letters / 676, letters / 26 % 26, letters % 26].map {
      UInt8(ascii: "A") + UInt8(truncatingIfNeeded: $0)
    }
    let digits = String(rest + 1)
    return String(decoding: octets, as: UTF8.self)
      + String(repeating: "0", count: 5 - digits.utf8.count) + digits
  }
}

/// Gives profiles their numbers, in order and without a gap.
public struct SimpleIDCounter: Hashable, Sendable {
  /// The number that the next profile gets; nil when all are given.
  public private(set) var next: SimpleID?

  /// A counter as it stands.
  public init(next: SimpleID?) {
    self.next = next
  }

  /// Gives a number.
  /// - Throws: `exhausted`.
  public mutating func give() throws(SimpleIDRefusal) -> SimpleID {
    guard let given = next else { throw .exhausted }
    next = given.next
    return given
  }

  /// Jumps forward; to where it stands already is no jump.
  /// - Throws: `backwards`, so that no number is given twice.
  public mutating func jump(to number: SimpleID) throws(SimpleIDRefusal) {
    guard let next, number >= next else { throw .backwards }
    self.next = number
  }
}

/// Why a number is not given, or a counter not set.
public enum SimpleIDRefusal: Error, Hashable, Sendable, CaseIterable {
  /// All numbers are given.
  case exhausted
  /// It may have been given already.
  case backwards
}
