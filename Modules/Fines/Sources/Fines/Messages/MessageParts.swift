/// Cuts a text that is too long for one message: at ends of lines where there are any, never within
/// a tag, an entity or a character. Each part is whole by itself: tags that are open at its end are
/// closed, and opened again in the next.
public enum MessageParts {
  /// The most UTF-16 units of a message, tags counted.
  public static let text = 4_096
  /// The most UTF-16 units of a caption below a picture.
  public static let caption = 1_024

  /// The parts of a text.
  /// - Parameter limit: the most UTF-16 units of one, at least 256: tags must fit.
  public static func of(_ html: String, upTo limit: Int = text) -> [String] {
    if html.utf16.count <= limit { return isBlank(html) ? [] : [html] }
    var cutter = Cutter(tokens: MessageToken.tokens(of: html), limit: max(limit, 256))
    var parts: [String] = []
    while let part = cutter.next() {
      if !isBlank(part) { parts.append(part) }
    }
    return parts
  }

  private static func isBlank(_ html: String) -> Bool {
    MessageHTML.plain(html).allSatisfy(\.isWhitespace)
  }
}

private struct Cutter {
  typealias Tag = (text: String, name: String)

  let tokens: [MessageToken]
  let limit: Int
  var start = 0
  var open: [Tag] = []

  mutating func next() -> String? {
    guard start < tokens.count else { return nil }
    var size = open.reduce(0) { $0 + $1.text.utf16.count }
    var (place, tags) = (start, open)
    var lineEnd: (place: Int, tags: [Tag])?
    while place < tokens.count {
      let after = Self.tags(tags, after: tokens[place])
      let longer = size + tokens[place].text.utf16.count
      if longer + Self.closing(after).utf16.count > limit { break }
      if Self.isLineEnd(tokens[place]), place > start { lineEnd = (place, tags) }
      (size, tags, place) = (longer, after, place + 1)
    }
    if place < tokens.count, !Self.isLineEnd(tokens[place]), let lineEnd {
      (place, tags) = lineEnd
    }
    // A token that fits no part is dropped, so that the rest comes through.
    if place == start { return skip() }
    defer { (start, open) = (place, tags) }
    let body = tokens[start..<place].map(\.text).joined()
    let part = open.map(\.text).joined() + body + Self.closing(tags)
    if place < tokens.count, Self.isLineEnd(tokens[place]) { place += 1 }
    return part
  }

  private mutating func skip() -> String {
    start += 1
    return ""
  }

  private static func tags(_ tags: [Tag], after token: MessageToken) -> [Tag] {
    switch token {
    case .opening(let text, let name): tags + [(text, name)]
    case .closing: Array(tags.dropLast())
    case .entity, .sign: tags
    }
  }

  private static func closing(_ tags: [Tag]) -> String {
    tags.reversed().map { "</\($0.name)>" }.joined()
  }

  private static func isLineEnd(_ token: MessageToken) -> Bool {
    if case .sign(let text) = token { return text == "\n" || text == "\r\n" }
    return false
  }
}

/// How pictures and films go out: one by itself, two to ten as an album, more in tens.
public enum MediaAlbums {
  /// The albums; one of a single medium is sent as such.
  public static func of<Medium>(_ media: [Medium]) -> [[Medium]] {
    stride(from: 0, to: media.count, by: 10).map { Array(media[$0..<min($0 + 10, media.count)]) }
  }
}
