extension DocsPage {
  /// Draws the document. Texts go in as text nodes, never as markup.
  static let script = [schemas, operations, trying, groups].joined(separator: "\n")
}
