/// How many rows each page has: found by measuring all rows once, before the first page is drawn.
struct PagePlan: Sendable {
  /// The rows of each page but the last, which has what is left.
  private(set) var full: [Int] = []
  private var rows = 0
  private var y: Double
  private let next: Double
  private let bottom: Double

  /// - Parameters:
  ///   - first: where rows begin on the first page.
  ///   - next: where they begin on others.
  ///   - bottom: where they end.
  init(first: Double, next: Double, bottom: Double) {
    y = first
    self.next = next
    self.bottom = bottom
  }

  /// How many pages there are, 1 or more.
  var pages: Int { full.count + 1 }

  /// Adds a row. A page has one at least.
  mutating func add(height: Double) {
    if y + height > bottom, rows > 0 {
      full.append(rows)
      rows = 0
      y = next
    }
    rows += 1
    y += height
  }
}
