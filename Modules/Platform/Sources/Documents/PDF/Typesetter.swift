internal import CPango

/// Lays texts out, and keeps those layouts that come again: names, kinds, days. One document's at a
/// time.
final class Typesetter {
  /// More lines than any paragraph of a page has; what is left of a longer text is cut.
  static let mostLines = 12

  private static let kept = 512

  private let context: OpaquePointer
  private var layouts: [Specimen: Layout] = [:]
  private var fonts: [Typeface: OpaquePointer?] = [:]

  init(_ fonts: FontSet) {
    context = fonts.context
  }

  deinit {
    for font in fonts.values { pango_font_description_free(font) }
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

  private func make(_ specimen: Specimen) -> Layout? {
    guard let pointer = pango_layout_new(context) else { return nil }
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
