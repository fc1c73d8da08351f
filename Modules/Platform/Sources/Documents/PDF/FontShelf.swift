internal import CPango
public import Kernel
internal import Synchronization

/// The fonts of the machine, as PDFs take them. A set that was looked up is used again by the next
/// document, never by two at once.
final class FontShelf: Sendable {
  private static let kept = 2

  private let spare = Mutex<[FontSet]>([])
  /// Makes a configuration of fontconfig to be used instead of the machine's: for tests.
  private let configuration: (@Sendable () -> OpaquePointer?)?

  init(configuration: (@Sendable () -> OpaquePointer?)? = nil) {
    self.configuration = configuration
  }

  /// A shelf of a machine without fonts: for tests.
  static var withoutFonts: FontShelf { FontShelf { FcConfigCreate() } }

  /// Takes a set from the shelf, or looks the fonts up, which takes some milliseconds.
  /// - Throws: `FontsMissing` where there are none: Pango would end the process.
  func take() throws(FontsMissing) -> FontSet {
    if let set = spare.withLock({ $0.popLast() }) { return set }
    return try FontSet(configuration: configuration.map { $0() })
  }

  func giveBack(_ set: FontSet) {
    spare.withLock { spare in
      if spare.count < Self.kept { spare.append(set) }
    }
  }
}

/// The machine has no font at all, so no document can be written.
public struct FontsMissing: Unavailability, Hashable, CustomStringConvertible {
  /// Five minutes: somebody has to install some.
  public var retryAfterSeconds: Int { 300 }

  /// What to do about it.
  public var description: String {
    "this machine has no fonts: install a package of fonts, such as fonts-noto-core"
  }

  /// Makes the error.
  public init() {}
}

/// Fonts, looked up by Pango.
final class FontSet: @unchecked Sendable {
  // Unchecked: a shelf hands a set to one document at a time, whose steps follow each other.

  private let map: UnsafeMutablePointer<PangoFontMap>
  /// What texts are laid out in.
  let context: OpaquePointer

  /// - Parameter configuration: what fontconfig shall go by; nil for the machine's own.
  init(configuration: OpaquePointer??) throws(FontsMissing) {
    let chosen = configuration.flatMap(\.self)
    guard let fonts = FcConfigGetFonts(chosen ?? FcConfigGetCurrent(), FcSetSystem),
      fonts.pointee.nfont > 0,
      let map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)
    else { throw FontsMissing() }
    if let chosen { pango_fc_font_map_set_config(OpaquePointer(map), chosen) }
    // One unit is a point, 1/72 of an inch.
    pango_cairo_font_map_set_resolution(OpaquePointer(map), 72)
    guard let context = pango_font_map_create_context(map) else {
      g_object_unref(map)
      throw FontsMissing()
    }
    self.map = map
    self.context = context
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
    pango_context_set_round_glyph_positions(context, 0)
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
  }

  deinit {
    g_object_unref(UnsafeMutableRawPointer(context))
    g_object_unref(map)
  }
}
