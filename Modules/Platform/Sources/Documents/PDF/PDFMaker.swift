/// Makes one document: measures all its rows, then draws them. Each step blocks for some
/// milliseconds; steps follow each other, on whichever thread.
final class PDFMaker: @unchecked Sendable {
  // Unchecked: `DocumentPress` takes one step after the other.

  private let layout: PageLayout
  private(set) var plan: PagePlan
  private var canvas: PDFCanvas?
  private var page = 1
  private var rows = 0
  private var y = 0.0

  /// - Throws: `FontsMissing`.
  init(_ document: Document, from shelf: FontShelf) throws(FontsMissing) {
    layout = PageLayout(document, try Typesetter(fontsFrom: shelf))
    plan = PagePlan(
      first: layout.drawFirstHead(on: nil), next: layout.drawRunningHead(on: nil),
      bottom: PageLayout.bottom)
  }

  /// Measures rows, which are the next ones.
  func measure(_ rows: ArraySlice<TableRow>) {
    for row in rows { plan.add(height: layout.height(of: row)) }
  }

  /// Begins to draw.
  func begin() throws(DocumentFailure) {
    let document = layout.document
    let canvas = try PDFCanvas(
      title: [document.title, document.subtitle].compactMap(\.self).joined(separator: ", "),
      author: document.issuer, createdAt: document.createdAt)
    self.canvas = canvas
    y = layout.drawFirstHead(on: canvas)
  }

  /// Draws rows, which are the next ones.
  /// - Returns: what there is of the file since the last step.
  func draw(_ rows: ArraySlice<TableRow>) throws(DocumentFailure) -> [UInt8] {
    guard let canvas else { return [] }
    for row in rows {
      if page <= plan.full.count, self.rows == plan.full[page - 1] { turnPage(canvas) }
      let height = layout.height(of: row)
      layout.draw(row, y: y, height: height, on: canvas)
      y += height
      self.rows += 1
    }
    return try canvas.take()
  }

  /// Ends the document.
  /// - Returns: the rest of the file.
  func finish() throws(DocumentFailure) -> [UInt8] {
    guard let canvas else { return [] }
    layout.drawFoot(page: page, of: plan.pages, on: canvas)
    canvas.endPage()
    canvas.finish()
    defer { self.canvas = nil }
    return try canvas.take()
  }

  /// Gives up a document that nobody reads any more.
  func abandon() {
    canvas = nil
  }

  private func turnPage(_ canvas: PDFCanvas) {
    layout.drawFoot(page: page, of: plan.pages, on: canvas)
    canvas.endPage()
    page += 1
    rows = 0
    y = layout.drawRunningHead(on: canvas)
  }
}
