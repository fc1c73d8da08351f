import Kernel

/// What somebody looks for in the catalogue: every word, wherever it stands.
public struct CatalogueSearch: Hashable, Sendable {
  /// The words, without case, accents and doubles; no sign in them stands for others.
  public let words: [String]

  /// A search; nil for a text without words or of more than 100 characters.
  public init?(_ text: String) {
    guard (1...100).contains(text.unicodeScalars.count) else { return nil }
    var words: [String] = []
    for part in FoldedText.of(text).split(whereSeparator: \.isWhitespace) {
      let word = String(part)
      if !words.contains(word) { words.append(word) }
    }
    guard !words.isEmpty else { return nil }
    self.words = words
  }

  /// The text of a service that is searched, folded once when it is written.
  public static func text(title: String, description: String, category: String?) -> String {
    // A line feed, which no word has, keeps words from reaching over two fields.
    FoldedText.of([title, description, category ?? ""].joined(separator: "\n"))
  }

  /// Whether a folded text has every word.
  public func finds(_ folded: String) -> Bool {
    words.allSatisfy { Self.contains(Array(folded.utf8), Array($0.utf8)) }
  }

  /// Octets are compared, as databases do: a folded text has one form.
  private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
    guard text.count >= word.count else { return false }
    return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
  }
}
