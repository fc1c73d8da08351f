/// Where what stands on a document's pages. It draws, or tells how high what it would draw is.
final class PageLayout {
  static let left = 42.0
  static let top = 46.0
  static let width = PDFCanvas.width - 2 * left
  /// Where rows end.
  static let bottom = PDFCanvas.height - 58

  private static let markSide = 84.0
  private static let padding = 4.0
  private static let gap = 10.0

  let document: Document
  private let typesetter: Typesetter
  /// Where each column begins, and how wide it is without the gap to the next.
  private let columns: [(x: Double, width: Double)]

  init(_ document: Document, _ typesetter: Typesetter) {
    self.document = document
    self.typesetter = typesetter
    let shares = document.columns.reduce(0) { $0 + max($1.share, 0.01) }
    let room = Self.width - Self.gap * Double(max(document.columns.count - 1, 0))
    var x = Self.left
    columns = document.columns.map { column in
      let width = room * max(column.share, 0.01) / shares
      defer { x += width + Self.gap }
      return (x, width)
    }
  }

  /// The head of the first page, and the heads of the columns.
  /// - Returns: where rows begin.
  func drawFirstHead(on canvas: PDFCanvas?) -> Double {
    let mark = document.mark.map { drawMark($0, on: canvas) }
    let width = Self.width - (mark == nil ? 0 : Self.markSide + 2 * Self.gap)
    var y = Self.top
    y += draw(document.issuer, .issuer, y: y, width: width, on: canvas) + 5
    y += draw(document.title, .title, y: y, width: width, lines: 2, on: canvas)
    if let subtitle = document.subtitle {
      y += draw(subtitle, .subtitle, y: y, width: width, lines: 2, on: canvas) + 2
    }
    y = max(y, mark ?? 0) + 14
    y = drawFacts(y, on: canvas)
    y = drawFigures(y, on: canvas)
    return drawColumnHeads(y, on: canvas)
  }

  /// The head of another page, and the heads of the columns.
  /// - Returns: where rows begin.
  func drawRunningHead(on canvas: PDFCanvas?) -> Double {
    let half = Self.width / 2
    let names = [document.title, document.facts.first?.value].compactMap(\.self)
    var height = 0.0
    for (index, text) in [names.joined(separator: "  ·  "), document.subtitle ?? ""].enumerated() {
      let layout = typesetter.layout(
        text, .foot, width: half - 6, alignment: index == 0 ? .leading : .trailing)
      guard let layout else { continue }
      canvas?.draw(layout, x: Self.left + Double(index) * (half + 6), y: Self.top - 10)
      height = max(height, layout.height)
    }
    return drawColumnHeads(Self.top - 10 + height + 9, on: canvas)
  }

  /// How high a row is.
  func height(of row: TableRow) -> Double {
    var most = 0.0
    for (index, column) in document.columns.enumerated() where index < row.cells.count {
      var height = 0.0
      for text in row.cells[index] {
        let face = Typeface(text.look, in: row.emphasis)
        // What is one line is not worth laying out twice.
        let isOneLine =
          !column.wraps || typesetter.isOneLine(text.text, face, width: columns[index].width)
        height +=
          isOneLine
          ? typesetter.lineHeight(of: face) : layout(text, column: index, in: row)?.height ?? 0
      }
      most = max(most, height)
    }
    return most + 2 * Self.padding
  }

  /// A row, of the height that it has.
  func draw(_ row: TableRow, y: Double, height: Double, on canvas: PDFCanvas) {
    if row.emphasis == .total {
      canvas.fill(x: Self.left, y: y, width: Self.width, height: height, .tint)
    }
    for index in document.columns.indices where index < row.cells.count {
      var line = y + Self.padding
      for text in row.cells[index] {
        guard let layout = layout(text, column: index, in: row) else { continue }
        canvas.draw(layout, x: columns[index].x, y: line)
        line += layout.height
      }
    }
    canvas.fill(x: Self.left, y: y + height - 0.5, width: Self.width, height: 0.5, .rule)
  }

  /// The foot of a page.
  func drawFoot(page: Int, of pages: Int, on canvas: PDFCanvas) {
    let y = PDFCanvas.height - 42
    canvas.fill(x: Self.left, y: y, width: Self.width, height: 0.5, .rule)
    let number = 90.0
    if let layout = typesetter.layout(
      document.footer, .foot, width: Self.width - number - 10, lines: 2)
    {
      canvas.draw(layout, x: Self.left, y: y + 6)
    }
    if let layout = typesetter.layout(
      "Page \(page) of \(pages)", .foot, width: number, alignment: .trailing)
    {
      canvas.draw(layout, x: Self.left + Self.width - number, y: y + 6)
    }
  }

  private func layout(
    _ text: TableText, column: Int, in row: TableRow
  ) -> Typesetter.Layout? {
    let style = document.columns[column]
    return typesetter.layout(
      text.text, Typeface(text.look, in: row.emphasis), width: columns[column].width,
      alignment: style.alignment, lines: style.wraps ? Typesetter.mostLines : 1)
  }

  private func draw(
    _ text: String, _ face: Typeface, x: Double = PageLayout.left, y: Double,
    width: Double = PageLayout.width, lines: Int = 1, on canvas: PDFCanvas?
  ) -> Double {
    guard let layout = typesetter.layout(text, face, width: width, lines: lines) else { return 0 }
    canvas?.draw(layout, x: x, y: y)
    return layout.height
  }

  /// A code in the upper right corner, with its caption.
  /// - Returns: where it ends.
  private func drawMark(_ mark: Document.Mark, on canvas: PDFCanvas?) -> Double {
    let x = Self.left + Self.width - Self.markSide
    let module = Self.markSide / Double(max(mark.size, 1))
    for row in 0..<mark.size {
      var column = 0
      // A run of dark modules is one rectangle, so that no light shows between them.
      while column < mark.size {
        let start = column
        while column < mark.size, mark.isDark[row * mark.size + column] { column += 1 }
        if column > start {
          canvas?.fill(
            x: x + Double(start) * module, y: Self.top + Double(row) * module,
            width: Double(column - start) * module, height: module, .full)
        } else {
          column += 1
        }
      }
    }
    let y = Self.top + Self.markSide + 4
    let layout = typesetter.layout(
      mark.caption, .foot, width: Self.markSide, alignment: .trailing, lines: 2)
    if let layout { canvas?.draw(layout, x: x, y: y) }
    return y + (layout?.height ?? 0)
  }

  /// Labels above values, three beside each other.
  private func drawFacts(_ start: Double, on canvas: PDFCanvas?) -> Double {
    let perLine = 3
    let width = (Self.width - 2 * Self.gap) / Double(perLine)
    var y = start
    for first in stride(from: 0, to: document.facts.count, by: perLine) {
      var most = 0.0
      for (place, fact) in document.facts[first...].prefix(perLine).enumerated() {
        let x = Self.left + Double(place) * (width + Self.gap)
        var height = draw(fact.label, .label, x: x, y: y, width: width, on: canvas) + 1
        height += draw(
          fact.value, .fact, x: x, y: y + height, width: width, lines: 3, on: canvas)
        most = max(most, height)
      }
      y += most + 9
    }
    return y
  }

  /// Labels above values in a band, all beside each other.
  private func drawFigures(_ start: Double, on canvas: PDFCanvas?) -> Double {
    guard !document.figures.isEmpty else { return start + 4 }
    let (inset, height) = (12.0, 46.0)
    let y = start + 4
    canvas?.fill(x: Self.left, y: y, width: Self.width, height: height, .tint)
    canvas?.fill(x: Self.left, y: y, width: 2.5, height: height, .accent)
    let width = (Self.width - inset) / Double(document.figures.count)
    for (place, figure) in document.figures.enumerated() {
      let x = Self.left + inset + Double(place) * width
      let label = draw(figure.label, .label, x: x, y: y + 8, width: width - 8, on: canvas)
      _ = draw(figure.value, .figure, x: x, y: y + 9 + label, width: width - 8, on: canvas)
    }
    return y + height + 16
  }

  private func drawColumnHeads(_ y: Double, on canvas: PDFCanvas?) -> Double {
    var most = 0.0
    for (index, column) in document.columns.enumerated() {
      let layout = typesetter.layout(
        column.title, .head, width: columns[index].width, alignment: column.alignment, lines: 2)
      guard let layout else { continue }
      canvas?.draw(layout, x: columns[index].x, y: y)
      most = max(most, layout.height)
    }
    let end = y + most + 4
    canvas?.fill(x: Self.left, y: end, width: Self.width, height: 1, .accent)
    return end + 1
  }
}
