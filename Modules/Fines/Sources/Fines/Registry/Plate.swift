import Kernel

/// A vehicle's plate number in the one form in which it is compared, stored and asked for: 4–10 of
/// A–Z and 0–9, a letter and a digit among them.
public struct Plate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The plate's signs.
  public let text: String

  /// The plate's signs.
  public var description: String { text }

  /// Reads a plate as people type it: in any case and width, with blanks, dashes and dots between
  /// its signs, in Latin letters or in the Cyrillic and Greek ones that look the same. Nil if that
  /// leaves no plate. `O` and `0` stay what they are.
  public init?(_ typed: String) {
    // Nobody types more, and a text of a message has up to 4,096 signs.
    guard typed.utf8.count <= 400 else { return nil }
    var signs: [UInt8] = []
    for scalar in typed.unicodeScalars {
      guard let letters = PlateSign.letters(of: scalar) else { return nil }
      signs += letters
      guard signs.count <= Self.longest else { return nil }
    }
    guard signs.count >= Self.shortest, signs.contains(where: PlateSign.isLetter),
      signs.contains(where: { !PlateSign.isLetter($0) })
    else { return nil }
    text = String(decoding: signs, as: UTF8.self)
  }

  /// Plates in the order of their signs.
  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  private static let shortest = 4
  private static let longest = 10
}

/// What one character of a plate as typed stands for.
enum PlateSign {
  /// The signs of a plate that it stands for, in ASCII: none for what people put between signs,
  /// several for `㎏`. Nil if no plate has it.
  static func letters(of scalar: Unicode.Scalar) -> [UInt8]? {
    if scalar.isASCII, let sign = sign(of: scalar) { return [sign] }
    if isBetweenSigns(scalar) { return [] }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return nil
    default: break
    }
    var letters: [UInt8] = []
    for part in upperCase(scalar).unicodeScalars {
      // A character that is a blank with a mark is a mark.
      if part.properties.isWhitespace { return nil }
      if isBetweenSigns(part) { continue }
      guard let sign = sign(of: part) else { return nil }
      letters.append(sign)
    }
    return letters
  }

  static func isLetter(_ sign: UInt8) -> Bool { sign >= UInt8(ascii: "A") }

  /// The character in upper case, a compatibility form as what it is a form of (NFKC).
  ///
  /// `FoldedText` takes marks away, which NFKC leaves: `É` is no `E`. So only characters go through
  /// it that NFKC changes, and not those few that have a mark afterwards.
  private static func upperCase(_ scalar: Unicode.Scalar) -> String {
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    guard lower.count == 1, let small = lower.first else {
      return scalar.properties.uppercaseMapping
    }
    // The sign of the kelvin is a K.
    if small.isASCII { return small.properties.uppercaseMapping }
    guard small.properties.changesWhenNFKCCaseFolded,
      small.value != 0xDF, !hasMark(scalar)
    else { return scalar.properties.uppercaseMapping }
    return FoldedText.of(String(scalar)).uppercased()
  }

  /// Whether NFKC changes a character, and what it makes of it has a mark: Ǆ ǅ ǆ ϓ ϔ ẛ, the Greek
  /// of before 1982, and the marks of narrow kana.
  private static func hasMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1C4...0x1C6, 0x3D3, 0x3D4, 0x1E9B, 0x1F00...0x1FFF, 0xFF9E, 0xFF9F: true
    default: false
    }
  }

  private static func isBetweenSigns(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isWhitespace || dots.contains(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .dashPunctuation, .format: return true
    default: return false
    }
  }

  /// Dots, and the minus sign, which is no dash to Unicode.
  private static let dots: Set<Unicode.Scalar> = [
    ".", "\u{B7}", "\u{2022}", "\u{2024}", "\u{2026}", "\u{3002}", "\u{2212}",
  ]

  private static func sign(of scalar: Unicode.Scalar) -> UInt8? {
    guard scalar.isASCII else { return lookAlikes[scalar] }
    let sign = UInt8(truncatingIfNeeded: scalar.value)
    switch sign {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return sign
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return sign & 0xDF
    default: return nil
    }
  }

  private static let lookAlikes: [Unicode.Scalar: UInt8] = {
    let pairs = [
      ("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS"),  // Cyrillic
      ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),  // Greek
    ]
    var table: [Unicode.Scalar: UInt8] = [:]
    for (foreign, latin) in pairs {
      for (scalar, sign) in zip(foreign.unicodeScalars, latin.utf8) { table[scalar] = sign }
    }
    return table
  }()
}
