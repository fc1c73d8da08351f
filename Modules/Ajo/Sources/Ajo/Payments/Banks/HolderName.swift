import Kernel

/// A person's name as banks and people write it: the words without case, marks and signs, in
/// whatever order.
struct HolderName: Hashable, Sendable {
  /// The words, each of letters and digits.
  let words: [[UInt8]]

  /// Reads a name; of a long one the first hundred words count.
  init(_ text: String) {
    var words: [[UInt8]] = [[]]
    for scalar in FoldedText.of(text).unicodeScalars.prefix(1_000) {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        words[words.count - 1] += Array(String(scalar).utf8)
      } else if !Self.joins(scalar), words.last?.isEmpty == false {
        words.append([])
      }
    }
    self.words = Array(words.filter { !$0.isEmpty }.prefix(100))
  }

  /// Signs within a word, such as the apostrophe of `N'Golo`.
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "\u{2019}" || scalar == "`" || scalar == "."
  }

  /// Whether both are one person's names: each word of the shorter one is in the longer one, and
  /// all that differs within words comes to at most so many letters. A name of one word is a
  /// namesake of one word alone: banks know people by two at least.
  func isNamesake(of other: HolderName, within distance: Int) -> Bool {
    let (short, long) =
      words.count <= other.words.count ? (words, other.words) : (other.words, words)
    guard !short.isEmpty, short.count > 1 || long.count == 1 else { return false }
    var left = long
    var total = 0
    // Longest first, so that a short word takes no long one's place.
    for word in short.sorted(by: { $0.count > $1.count }) {
      let distances = left.map { Self.distance(word, $0) }
      guard let least = distances.min(), let place = distances.firstIndex(of: least) else {
        return false
      }
      total += least
      guard total <= distance, least < word.count else { return false }
      left.remove(at: place)
    }
    return true
  }

  /// In how many letters two words differ (Levenshtein).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, octet) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let change = diagonal + (octet == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
