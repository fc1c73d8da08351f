/// Makes one document: measures all its rows, then draws them. Each step blocks for some
/// milliseconds; steps follow each other, on whichever thread.
final class PDFMaker: @unchecked Sendable {
  // Unchecked: `DocumentPress` takes one step after the other.

  /// Nil once the document is drawn or given up: whoever still reads it holds no fonts.
  private var layout: PageLayout?
  private(set) var plan: PagePlan
  private var canvas: PDFCanvas?
  private var page = 1
  private var rows = 0
  private var y = 0.0

  /// - Throws: `FontsMissing`.
  init(_ document: Document, from shelf: FontShelf) throws(FontsMissing) {
    let layout = PageLayout(document, try Typesetter(fontsFrom: shelf))
    self.layout = layout
    plan = PagePlan(
      first: layout.drawFirstHead(on: nil), next: layout.drawRunningHead(on: nil),
      bottom: PageLayout.bottom)
  }

  /// Measures rows, which are the next ones.
  func measure(_ rows: ArraySlice<TableRow>) {
    guard let layout else { return }
    for row in rows { plan.add(height: layout.height(of: row)) }
  }

  /// Begins to draw.
  func begin() throws(DocumentFailure) {
    guard let layout else { return }
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
    guard let canvas, let layout else { return [] }
    for row in rows {
      if page <= plan.full.count, self.rows == plan.full[page - 1] { turnPage(layout, canvas) }
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
    guard let canvas, let layout else { return [] }
    defer { abandon() }
    layout.drawFoot(page: page, of: plan.pages, on: canvas)
    canvas.endPage()
    canvas.finish()
    return try canvas.take()
  }

  /// Gives up a document that nobody reads any more.
  func abandon() {
    canvas = nil
    layout = nil
  }

  private func turnPage(_ layout: PageLayout, _ canvas: PDFCanvas) {
    layout.drawFoot(page: page, of: plan.pages, on: canvas)
    canvas.endPage()
    page += 1
    rows = 0
    y = layout.drawRunningHead(on: canvas)
  }
}
