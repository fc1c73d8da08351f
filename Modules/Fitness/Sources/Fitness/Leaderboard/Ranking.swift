/// Ranks among walkers: equal steps share a rank, and the ranks after them are skipped.
public struct Ranking<Walker: Comparable & Sendable>: Sendable {
  /// The lines of a board, the most steps first; nobody without steps is on it.
  public let lines: [Line]

  /// A line of a board.
  public struct Line: Sendable {
    /// From 1.
    public let rank: Int
    /// Whose steps.
    public let walker: Walker
    /// How many counted.
    public let steps: Int
  }

  /// Ranks walkers; those with equal steps stand in the order of their ids.
  public init(_ steps: [(walker: Walker, steps: Int)]) {
    let inOrder = steps.filter { $0.steps > 0 }
      .sorted { $0.steps == $1.steps ? $0.walker < $1.walker : $0.steps > $1.steps }
    var lines: [Line] = []
    lines.reserveCapacity(inOrder.count)
    for (place, entry) in inOrder.enumerated() {
      let rank = lines.last.map { $0.steps == entry.steps ? $0.rank : place + 1 } ?? 1
      lines.append(Line(rank: rank, walker: entry.walker, steps: entry.steps))
    }
    self.lines = lines
  }
}
