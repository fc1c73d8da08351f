internal import CQRencode

/// A QR code (ISO/IEC 18004): a square of dark and light modules.
public struct QRCode: Hashable, Sendable {
  /// How many modules a side has, the margin not counted: 21 to 177.
  public let size: Int
  /// Whether each module is dark, row by row.
  private let modules: [Bool]

  /// The smallest code that holds a text and can be read with 15 % of it damaged (level M).
  /// - Throws: `QRCodeTooLong` when no code holds so much: 2,331 octets are the most.
  public init(_ text: String) throws(QRCodeTooLong) {
    let octets = Array(text.utf8)
    guard let code = QRcode_encodeData(Int32(octets.count), octets, 0, QR_ECLEVEL_M) else {
      throw QRCodeTooLong(octets: octets.count)
    }
    defer { QRcode_free(code) }
    let size = Int(code.pointee.width)
    self.size = size
    // The lowest bit of each octet is the module; the others say what it is for.
    modules = (0..<(size * size)).map { code.pointee.data[$0] & 1 == 1 }
  }

  /// Whether a module is dark. Column and row count from the upper left, from 0.
  public func isDark(column: Int, row: Int) -> Bool { modules[row * size + column] }

  /// How many light modules must stand around the code for it to be found.
  public static let margin = 4

  /// The code as a picture (SVG 1.1) that scales, dark on white, with its margin. It holds nothing
  /// but the drawing: no script, no style, no link, and not the text.
  public var svg: String {
    let side = size + 2 * Self.margin
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" role="img" \
      aria-label="QR code" shape-rendering="crispEdges">\
      <path fill="#fff" d="M0 0h\(side)v\(side)H0z"/>\
      <path fill="#000" d="\(outline)"/></svg>
      """
  }

  /// One rectangle for each run of dark modules in a row.
  private var outline: String {
    var path = ""
    for row in 0..<size {
      var column = 0
      while column < size {
        guard isDark(column: column, row: row) else {
          column += 1
          continue
        }
        let start = column
        while column < size, isDark(column: column, row: row) { column += 1 }
        let length = column - start
        path += "M\(start + Self.margin) \(row + Self.margin)h\(length)v1h-\(length)z"
      }
    }
    return path
  }
}

/// A text is longer than any code holds.
public struct QRCodeTooLong: Error, Hashable, Sendable {
  /// How long it is, in octets.
  public let octets: Int
}
