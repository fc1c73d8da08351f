/// The text of a statement without its values: what a statement cache is keyed by.
///
/// Statements come from literals, which lie at constant addresses. Two statements made by the same
/// line of code are therefore recognised by comparing a few addresses, and the text is put
/// together only the first time, when it has to be prepared.
public struct SQLShape: Sendable {
  enum Piece: Sendable {
    case literal(StaticString)
    case text(String)
    case placeholder
  }

  private(set) var pieces: [Piece] = []
  private var fingerprint: UInt = 0

  init() {}

  init(capacity: Int) {
    pieces.reserveCapacity(2 * capacity + 1)
  }

  mutating func append(_ literal: StaticString) {
    guard literal.utf8CodeUnitCount > 0 else { return }
    guard literal.hasPointerRepresentation else { return append(literal.description) }
    pieces.append(.literal(literal))
    mix(UInt(bitPattern: literal.utf8Start))
    mix(UInt(bitPattern: literal.utf8CodeUnitCount))
  }

  mutating func append(_ text: String) {
    guard !text.isEmpty else { return }
    pieces.append(.text(text))
    mix(UInt(bitPattern: text.hashValue))
  }

  mutating func appendPlaceholder() {
    pieces.append(.placeholder)
    mix(1)
  }

  mutating func append(_ other: SQLShape) {
    for piece in other.pieces {
      switch piece {
      case .literal(let literal): append(literal)
      case .text(let text): append(text)
      case .placeholder: appendPlaceholder()
      }
    }
  }

  private mutating func mix(_ word: UInt) {
    // The multiplier is FNV's prime; addresses differ in their low bits, which it carries upward.
    fingerprint = (fingerprint ^ word) &* 0x100_0000_01b3
    fingerprint ^= fingerprint >> 29
  }

  /// Whether there is no text at all.
  public var isEmpty: Bool { pieces.isEmpty }

  /// The text as an engine takes it, with `$1` or `?1` for the placeholders.
  public func text(for dialect: Dialect) -> String {
    var text = ""
    var placeholders = 0
    for piece in pieces {
      switch piece {
      case .literal(let literal):
        literal.withUTF8Buffer { text += String(decoding: $0, as: UTF8.self) }
      case .text(let piece):
        text += piece
      case .placeholder:
        placeholders += 1
        text += dialect == .postgres ? "$" : "?"
        text += String(placeholders)
      }
    }
    return text
  }
}

extension SQLShape: Hashable {
  /// Whether both were put together from the same literals and equal texts.
  public static func == (left: SQLShape, right: SQLShape) -> Bool {
    guard left.fingerprint == right.fingerprint, left.pieces.count == right.pieces.count
    else { return false }
    for index in left.pieces.indices {
      switch (left.pieces[index], right.pieces[index]) {
      case (.literal(let one), .literal(let other)):
        guard one.utf8Start == other.utf8Start,
          one.utf8CodeUnitCount == other.utf8CodeUnitCount
        else { return false }
      case (.text(let one), .text(let other)):
        // By octets: SQL that differs only in normalisation is different SQL.
        guard one.utf8.elementsEqual(other.utf8) else { return false }
      case (.placeholder, .placeholder): break
      default: return false
      }
    }
    return true
  }

  /// The fingerprint, which was kept while the statement was put together.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(fingerprint)
  }
}
