/// Texts in the HTML that Telegram takes: a few tags, and entities for `&`, `<`, `>` and `"`.
public enum MessageHTML {
  /// A value in a text: nothing of it is taken for a tag.
  public static func escaped(_ value: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// The text that people see, without tags: what is sent where Telegram does not take the other.
  public static func plain(_ html: String) -> String {
    MessageToken.tokens(of: html).map(\.plain).joined()
  }
}

/// What is never cut in two: a tag, an entity, a character.
enum MessageToken: Hashable {
  case opening(String, name: String)
  case closing(String)
  case entity(String)
  case sign(String)

  /// As it stands in the text.
  var text: String {
    switch self {
    case .opening(let text, _), .closing(let text), .entity(let text), .sign(let text): text
    }
  }

  /// What is seen of it.
  var plain: String {
    switch self {
    case .opening, .closing: ""
    case .entity("&amp;"): "&"
    case .entity("&lt;"): "<"
    case .entity("&gt;"): ">"
    case .entity("&quot;"): "\""
    case .entity(let text), .sign(let text): text
    }
  }

  static func tokens(of html: String) -> [MessageToken] {
    var tokens: [MessageToken] = []
    var rest = Substring(html)
    while let first = rest.first {
      if first == "<", let end = rest.firstIndex(of: ">") {
        tokens.append(tag(rest[...end]))
        rest = rest[rest.index(after: end)...]
      } else if first == "&", let end = rest.prefix(8).firstIndex(of: ";") {
        tokens.append(.entity(String(rest[...end])))
        rest = rest[rest.index(after: end)...]
      } else {
        // A character of hundreds of marks would fit no message.
        if String(first).utf16.count <= 32 {
          tokens.append(.sign(String(first)))
        } else {
          tokens += String(first).unicodeScalars.map { .sign(String($0)) }
        }
        rest = rest.dropFirst()
      }
    }
    return tokens
  }

  private static func tag(_ text: Substring) -> MessageToken {
    let inner = text.dropFirst().dropLast()
    guard inner.first != "/" else { return .closing(String(text)) }
    return .opening(String(text), name: String(inner.prefix { $0 != " " }))
  }
}
