internal import CPango
internal import Kernel

/// A PDF under way: what was drawn of it comes out as octets, page by page.
final class PDFCanvas {
  /// The width of A4, in points.
  static let width = 595.276
  /// The height of A4, in points.
  static let height = 841.89

  private let output: Output
  private let surface: OpaquePointer
  private let canvas: OpaquePointer

  private final class Output {
    var octets: [UInt8] = []
  }

  /// - Throws: `DocumentFailure`.
  init(title: String, author: String, createdAt: Instant) throws(DocumentFailure) {
    let output = Output()
    // The surface holds the output for as long as it may write.
    let surface = cairo_pdf_surface_create_for_stream(
      { output, octets, count in
        guard let output, let octets else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Output>.fromOpaque(output).takeUnretainedValue().octets
          .append(contentsOf: UnsafeBufferPointer(start: octets, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(output).toOpaque(), Self.width, Self.height)
    guard let surface, let canvas = cairo_create(surface) else {
      cairo_surface_destroy(surface)
      throw DocumentFailure(reason: "out of memory")
    }
    self.output = output
    self.surface = surface
    self.canvas = canvas
    let date = "\(createdAt)".prefix(19) + "Z"
    cairo_pdf_surface_set_metadata(
      surface, CAIRO_PDF_METADATA_TITLE, PrintableText.clean(title))
    cairo_pdf_surface_set_metadata(
      surface, CAIRO_PDF_METADATA_AUTHOR, PrintableText.clean(author))
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Atrium")
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, String(date))
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, String(date))
  }

  deinit {
    cairo_destroy(canvas)
    cairo_surface_finish(surface)
    cairo_surface_destroy(surface)
  }

  /// Draws a text with its upper left corner here.
  func draw(_ layout: Typesetter.Layout, x: Double, y: Double) {
    set(layout.ink)
    cairo_move_to(canvas, x, y)
    pango_cairo_show_layout(canvas, layout.pointer)
  }

  /// Fills a rectangle.
  func fill(x: Double, y: Double, width: Double, height: Double, _ ink: Ink) {
    set(ink)
    cairo_rectangle(canvas, x, y, width, height)
    cairo_fill(canvas)
  }

  /// Ends a page; what is drawn next is on another.
  func endPage() {
    cairo_show_page(canvas)
  }

  /// Ends the document.
  func finish() {
    cairo_surface_finish(surface)
  }

  /// What came out since it was last asked.
  /// - Throws: `DocumentFailure`.
  func take() throws(DocumentFailure) -> [UInt8] {
    for status in [cairo_status(canvas), cairo_surface_status(surface)]
    where status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED {
      throw DocumentFailure(reason: String(cString: cairo_status_to_string(status)))
    }
    defer { output.octets = [] }
    return output.octets
  }

  private func set(_ ink: Ink) {
    cairo_set_source_rgb(canvas, ink.red, ink.green, ink.blue)
  }
}

/// A document could not be drawn.
public struct DocumentFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the library that draws says of it.
  public let reason: String
  /// What the library that draws says of it.
  public var description: String { "the document could not be drawn: \(reason)" }
}
