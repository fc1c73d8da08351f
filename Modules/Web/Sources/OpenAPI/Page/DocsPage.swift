internal import Crypto

/// A page that shows the operations, with their permissions, parameters and schemas, and lets
/// one try them. It is one file: nothing is fetched but the document from the server itself.
public struct DocsPage: Sendable {
  /// The page.
  public let html: String
  /// The policy that lets the page's own script and style run, and nothing else.
  public let contentSecurityPolicy: String

  /// A page about a document.
  ///
  /// - Parameters:
  ///   - title: the server's name.
  ///   - documentPath: where the document is served.
  public init(title: String, documentPath: String) {
    let name = Self.escaped(title)
    html = """
      <!doctype html>
      <html lang="en" data-document="\(Self.escaped(documentPath))">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(name)</title>
      <link rel="icon" href="data:,">
      <style>\(Self.style)</style>
      </head>
      <body>
      \(Self.body(title: name))
      <script>\(Self.script)</script>
      </body>
      </html>

      """
    contentSecurityPolicy =
      "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors 'none'; script-src 'sha256-\(Self.digest(Self.script))'; "
      + "style-src 'sha256-\(Self.digest(Self.style))'"
  }

  private static func digest(_ text: String) -> String {
    Base64.encode(SHA256.hash(Array(text.utf8)))
  }

  /// Text that means itself in HTML.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
  }
}
