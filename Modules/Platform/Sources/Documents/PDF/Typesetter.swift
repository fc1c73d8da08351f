internal import CPango

/// Lays texts out, and keeps those layouts that come again: names, kinds, days. One document's at a
/// time.
final class Typesetter {
  /// More lines than any paragraph of a page has; what is left of a longer text is cut.
  static let mostLines = 12

  private static let kept = 512

  private let set: FontSet
  private let shelf: FontShelf
  private var layouts: [Specimen: Layout] = [:]
  private var fonts: [Typeface: OpaquePointer?] = [:]
  private var advances: [Typeface: [Double]] = [:]

  /// - Throws: `FontsMissing`.
  init(fontsFrom shelf: FontShelf) throws(FontsMissing) {
    set = try shelf.take()
    self.shelf = shelf
  }

  deinit {
    // Before another document has the fonts nothing of this one may be left.
    layouts.removeAll()
    for font in fonts.values { pango_font_description_free(font) }
    shelf.giveBack(set)
  }

  /// What is laid out.
  private struct Specimen: Hashable {
    let text: String
    let face: Typeface
    let width: Double
    let alignment: TableColumn.Alignment
    let lines: Int
  }

  /// A text that was laid out.
  final class Layout {
    let pointer: OpaquePointer
    let ink: Ink
    /// How high it is, in points.
    let height: Double
    /// How wide its longest line is, in points.
    let width: Double

    fileprivate init(_ pointer: OpaquePointer, _ ink: Ink) {
      self.pointer = pointer
      self.ink = ink
      var extent = PangoRectangle()
      pango_layout_get_extents(pointer, nil, &extent)
      height = Double(extent.height) / Double(PANGO_SCALE)
      width = Double(extent.width) / Double(PANGO_SCALE)
    }

    deinit {
      g_object_unref(UnsafeMutableRawPointer(pointer))
    }
  }

  /// Lays out a paragraph.
  /// - Parameters:
  ///   - width: how wide it may be, in points.
  ///   - lines: how many lines it may have; the rest is cut, which an ellipsis tells.
  func layout(
    _ text: String, _ face: Typeface, width: Double,
    alignment: TableColumn.Alignment = .leading, lines: Int = 1
  ) -> Layout? {
    let specimen = Specimen(
      text: text, face: face, width: width, alignment: alignment, lines: lines)
    if let layout = layouts[specimen] { return layout }
    guard let layout = make(specimen) else { return nil }
    if layouts.count >= Self.kept { layouts.removeAll(keepingCapacity: true) }
    layouts[specimen] = layout
    return layout
  }

  /// How high a text is that is one line in the letters of English.
  func lineHeight(of face: Typeface) -> Double {
    layout("0", face, width: 100)?.height ?? face.size * 1.4
  }

  /// Whether a text is one line for sure, which most are: its letters are those of English, and
  /// side by side they leave room. To add them up is much faster than to lay them out.
  func isOneLine(_ text: String, _ face: Typeface, width: Double) -> Bool {
    let letters = advances[face] ?? measureLetters(of: face)
    var sum = 0.0
    for octet in text.utf8 {
      guard (0x20...0x7E).contains(octet) else { return false }
      sum += letters[Int(octet) - 0x20]
    }
    // Pairs of letters are moved together or apart by a little.
    return sum * 1.03 < width
  }

  private func measureLetters(of face: Typeface) -> [Double] {
    let letters = (UInt8(0x20)...0x7E).map { octet in
      layout(String(Unicode.Scalar(octet)), face, width: 100)?.width ?? face.size
    }
    advances[face] = letters
    return letters
  }

  private func make(_ specimen: Specimen) -> Layout? {
    guard let pointer = pango_layout_new(set.context) else { return nil }
    if fonts[specimen.face] == nil { fonts[specimen.face] = specimen.face.description }
    pango_layout_set_font_description(pointer, fonts[specimen.face] ?? nil)
    pango_layout_set_width(pointer, gint(specimen.width * Double(PANGO_SCALE)))
    pango_layout_set_wrap(pointer, PANGO_WRAP_WORD_CHAR)
    pango_layout_set_height(pointer, -gint(specimen.lines))
    pango_layout_set_ellipsize(pointer, PANGO_ELLIPSIZE_END)
    if specimen.alignment == .trailing {
      pango_layout_set_alignment(pointer, PANGO_ALIGN_RIGHT)
    }
    var text = PrintableText.clean(specimen.text)
    text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { octets in
        pango_layout_set_text(pointer, octets.baseAddress, gint(octets.count))
      }
    }
    return Layout(pointer, specimen.face.ink)
  }
}
