/// Writes rows of a CSV as RFC 4180 has it: commas, CRLF, quotation marks where they are needed.
public enum CSVRow {
  /// A cell.
  public enum Cell: Sendable, Hashable {
    /// What people or programs wrote. What a spreadsheet would take for a formula gets an
    /// apostrophe in front.
    case text(String?)
    /// What is written here and needs no quotation marks: instants, ids, amounts.
    case plain(String)
  }

  /// Appends a row with its end of line.
  public static func append(_ cells: [Cell], to bytes: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .plain(let text): bytes += Array(text.utf8)
      case .text(let text): append(Array((text ?? "").utf8), to: &bytes)
      }
    }
    bytes += [0x0D, 0x0A]
  }

  private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
    let octets = isFormula(text) ? [UInt8(ascii: "'")] + text : text
    guard octets.contains(where: isSpecial) else { return bytes += octets }
    bytes.append(UInt8(ascii: "\""))
    for octet in octets {
      if octet == UInt8(ascii: "\"") { bytes.append(octet) }
      bytes.append(octet)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isSpecial(_ octet: UInt8) -> Bool {
    octet == UInt8(ascii: "\"") || octet == UInt8(ascii: ",") || octet == 0x0D || octet == 0x0A
  }

  /// Whether a spreadsheet would take it for a formula, which no plain number is.
  private static func isFormula(_ text: [UInt8]) -> Bool {
    guard let first = text.first else { return false }
    switch first {
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isNumber(text.dropFirst())
    case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: return true
    default: return false
    }
  }

  /// Digits, with a point and digits behind it or not.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
    }
  }
}
