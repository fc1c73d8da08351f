import Fines
import Testing

/// Texts as Telegram takes them.
@Suite struct MessageTests {
  @Test("Values come through as they are, whatever is in them")
  func escaping() {
    for value in ["<b>", "a & b", "\"x\" > y", "&amp;", "<script>alert(1)</script>", "😀\u{301}"] {
      let html = "<b>\(MessageHTML.escaped(value))</b>"
      #expect(MessageHTML.plain(html) == value)
      #expect(html.filter { $0 == "<" }.count == 2)
    }
  }

  @Test("A long text is cut at ends of lines, its tags whole")
  func lines() {
    let line = "<b>" + String(repeating: "x", count: 1_000) + "</b> &amp;"
    let parts = MessageParts.of(Array(repeating: line, count: 9).joined(separator: "\n"))
    #expect(parts.count == 3)
    for part in parts { #expect(part.split(separator: "\n").allSatisfy { $0 == line }) }
    #expect(MessageParts.of("short") == ["short"])
    #expect(MessageParts.of(" \n<b></b>") == [])
  }

  @Test("A line that fits no message is cut, not in a tag, an entity or a character")
  func longLines() {
    let html = "<a href=\"https://x\">" + String(repeating: "&lt;😀", count: 2_000) + "</a>"
    let parts = MessageParts.of(html)
    #expect(parts.allSatisfy { $0.utf16.count <= MessageParts.text })
    #expect(parts.allSatisfy { $0.hasPrefix("<a href=\"https://x\">") && $0.hasSuffix("</a>") })
    #expect(parts.map(MessageHTML.plain).joined() == MessageHTML.plain(html))
  }

  @Test("Whatever the text: parts fit, their tags are balanced, and nothing is lost but line ends")
  func properties() {
    var random = SplitMix(seed: 77)
    let pieces = ["a", "word ", "\n", "<b>", "<i>", "close", "&amp;", "😀", "é", "👨‍👩‍👧", "\n\n"]
    for _ in 0..<300 {
      var (html, open) = ("", [String]())
      for _ in 0..<Int.random(in: 0...800, using: &random) {
        let piece = pieces.randomElement(using: &random) ?? ""
        switch piece {
        case "close": html += open.popLast().map { "</\($0)>" } ?? ""
        case "<b>", "<i>":
          guard open.count < 4 else { continue }
          html += piece
          open.append(String(piece.dropFirst().dropLast()))
        default: html += piece
        }
      }
      html += open.reversed().map { "</\($0)>" }.joined()
      let parts = MessageParts.of(html, upTo: 256)
      for part in parts {
        #expect(part.utf16.count <= 256)
        #expect(isBalanced(part))
      }
      let seen = parts.map(MessageHTML.plain).joined()
      #expect(seen.filter { $0 != "\n" } == MessageHTML.plain(html).filter { $0 != "\n" })
    }
  }

  private func isBalanced(_ html: String) -> Bool {
    var open: [Substring] = []
    for tag in html.split(separator: "<").dropFirst(html.first == "<" ? 0 : 1) {
      let name = tag.prefix { $0 != ">" }
      if name.first == "/" {
        guard open.popLast() == name.dropFirst() else { return false }
      } else {
        open.append(name)
      }
    }
    return open.isEmpty
  }

  @Test("Media go out in tens, one by itself")
  func media() {
    for count in 0...25 {
      let albums = MediaAlbums.of(Array(0..<count))
      #expect(albums.flatMap { $0 } == Array(0..<count))
      #expect(albums.allSatisfy { (1...10).contains($0.count) })
    }
  }

  @Test("What Telegram refuses is told apart by its code and words")
  func refusals() {
    func step(_ code: Int, _ words: String, _ wait: Int64? = nil) -> SendStep {
      SendStep(after: TelegramRefusal(code: code, description: words, retryAfter: wait))
    }
    #expect(SendStep(after: nil) == .again)
    #expect(step(429, "Too Many Requests: retry after 17", 17) == .wait(17))
    #expect(step(429, "Too Many Requests", -5) == .wait(1))
    #expect(step(502, "Bad Gateway") == .again)
    #expect(step(403, "Forbidden: bot was blocked by the user") == .pause)
    #expect(step(400, "Bad Request: chat not found") == .pause)
    #expect(step(400, "Bad Request: can't parse entities: Unsupported start tag") == .plainText)
    #expect(step(400, "Bad Request: failed to get HTTP URL content") == .withoutMedia)
    #expect(step(400, "Bad Request: query is too old and response timeout expired") == .done)
    #expect(step(400, "Bad Request: CHARGE_ALREADY_REFUNDED") == .done)
    #expect(step(400, "Bad Request: message text is empty") == .giveUp)
    #expect([1, 2, 3, 99].map { SendStep.delay(after: $0) } == [1, 5, 30, 3_600])
  }
}
