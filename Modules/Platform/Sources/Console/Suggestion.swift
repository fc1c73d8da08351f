/// Finds the words that a typing error may have meant.
enum Suggestion {
  /// The words that are near enough to be a typing error, the nearest first.
  static func nearest(
    to word: String, among words: some Sequence<String>, most: Int
  ) -> [String] {
    let limit = max(2, word.count / 4)
    return Array(
      Set(words).map { (word: $0, distance: distance(word, $0)) }
        .filter { $0.distance <= limit }
        .sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
        .map(\.word).prefix(most))
  }

  /// How many letters must be changed, inserted, left out, or swapped with their neighbour.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var before: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let change = left[row] == right[column] ? 0 : 1
        var best = min(
          previous[column + 1] + 1, current[column] + 1, previous[column] + change)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      (before, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
