/// Finds the words that a typing error may have meant.
enum Suggestion {
  /// The nearest of some words, if it is near enough to be a typing error.
  static func nearest(to word: String, among words: some Sequence<String>) -> String? {
    let best = words.map { (word: $0, distance: distance(word, $0)) }
      .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    guard let best, best.distance <= max(2, word.count / 4) else { return nil }
    return best.word
  }

  /// `; did you mean …?`, or nothing.
  static func hint(for word: String, among words: some Sequence<String>) -> String {
    nearest(to: word, among: words).map { "; did you mean `\($0)`?" } ?? ""
  }

  /// `; there are `…`, `…``, where the words are few; otherwise nothing.
  static func list(_ words: some Collection<String>) -> String {
    guard (1...20).contains(words.count) else { return "" }
    let names = words.sorted().map { "`\($0)`" }.joined(separator: ", ")
    return words.count == 1 ? "; there is \(names)" : "; there are \(names)"
  }

  /// How many letters must be changed, inserted, left out, or swapped with their neighbour.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var before: [Int] = []
    var previous = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let isSame = left[row - 1] == right[column - 1]
        var best = min(
          previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
        if row > 1, column > 1, left[row - 1] == right[column - 2],
          left[row - 2] == right[column - 1]
        {
          best = min(best, before[column - 2] + 1)
        }
        current.append(best)
      }
      (before, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
