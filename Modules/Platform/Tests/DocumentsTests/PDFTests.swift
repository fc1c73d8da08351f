import EventLoop
import Glibc
import Kernel
import Synchronization
import Testing

@testable import Documents

/// Documents as PDFs.
@Suite struct PDFTests {
  private static let noon = Instant(milliseconds: 1_767_268_800_000)

  private func press(
    memory: PressMemory = PressMemory(), shelf: FontShelf = FontShelf()
  ) -> DocumentPress {
    DocumentPress(
      pool: BlockingPool(threads: 1, queueLimit: 8), limit: 16, memory: memory, shelf: shelf)
  }

  private func document(_ title: String = "Receipt", footer: String = "Thank you") -> Document {
    Document(
      title: title, subtitle: "January", issuer: "Ajo", createdAt: Self.noon,
      facts: [Document.Fact("Holder", "Ọlábísí")], figures: [Document.Fact("Sum", "NGN 5.00")],
      columns: [
        TableColumn("What", share: 3, wraps: true),
        TableColumn("Amount", share: 1, alignment: .trailing),
      ], footer: footer)
  }

  private func rows(_ count: Int, _ text: String = "Row") -> DocumentPress.Rows {
    { take in
      for start in stride(from: 0, to: count, by: 500) {
        try await take(
          (start..<min(start + 500, count)).map { number in
            TableRow([
              [TableText("\(text) \(number)", .strong), TableText("reference", .fine)],
              [TableText("\(number).00")],
            ])
          })
      }
    }
  }

  /// The file, and the pieces in which it came.
  private func file(
    _ document: Document, _ rows: @escaping DocumentPress.Rows, by press: DocumentPress
  ) async throws -> (octets: [UInt8], pieces: [Int], pages: Int) {
    let pieces = Collected()
    let ready = try await press.prepare(document, rows: rows)
    try await ready.write { pieces.append($0) }
    let all = pieces.all
    return (all.flatMap { $0 }, all.map(\.count), ready.pages)
  }

  @Test("A file begins and ends as a PDF does, and has the pages that were counted")
  func form() async throws {
    let press = press()
    for count in [0, 1, 80, 200] {
      let file = try await file(document(), rows(count), by: press)
      let text = String(decoding: file.octets, as: UTF8.self)
      #expect(text.hasPrefix("%PDF-1.") && text.hasSuffix("%%EOF\n"))
      #expect(occurrences(of: "/Type /Page % ", in: text) == file.pages)
      // How many rows a page has depends on the fonts that are installed.
      #expect(count < 2 ? file.pages == 1 : (count / 40...count / 10).contains(file.pages))
    }
  }

  @Test("Equal documents are equal octets, whichever was made before")
  func reproducible() async throws {
    let press = press()
    let first = try await file(document(), rows(50), by: press)
    _ = try await file(document("Another, 田中"), rows(3, "محمد"), by: press)
    let second = try await file(document(), rows(50), by: press)
    #expect(first.octets == second.octets)
    #expect(String(decoding: first.octets, as: UTF8.self).contains("(20260101120000Z"))
  }

  @Test(
    "Pages leave as they are full: pieces stay small, and without memory no row is drawn before")
  func streams() async throws {
    let events = Mutex<[String]>([])
    let source = rows(3_000)
    let press = press(memory: PressMemory(ofOne: 0))
    let ready = try await press.prepare(document()) { take in
      try await source { batch in
        events.withLock { $0.append("rows") }
        try await take(batch)
      }
    }
    #expect(events.withLock { $0 } == Array(repeating: "rows", count: 6))
    let sizes = Mutex<[Int]>([])
    try await ready.write { octets in
      events.withLock { $0.append("write") }
      sizes.withLock { $0.append(octets.count) }
    }
    let order = events.withLock { $0.dropFirst(6) }
    // Each batch of rows has been written before the next one is asked for.
    #expect(order.first == "rows" && order.filter { $0 == "rows" }.count == 6)
    for parts in order.split(separator: "rows") { #expect(parts.count >= 2) }
    #expect(sizes.withLock { $0.dropLast().max() ?? 0 } < 65_536)
  }

  @Test(
    "Whatever somebody writes is text: it ends no string and no object, and has no controls",
    arguments: [
      ") Tj ET endstream endobj 9 0 obj << /JS (app.alert(1)) >> (", "\u{0}\u{1B}[31m\u{7F}\u{9B}",
      "\u{202E}evil\u{2066}", "a\r\nb\u{2028}c\td",
      String(repeating: "e\u{0301}\u{0323}", count: 900),
      String(repeating: "x", count: 20_000), String(decoding: [0xEF, 0xBF, 0xBF], as: UTF8.self),
      "محمد 王小明 Ƙaddara", "",
    ])
  func hostile(_ text: String) async throws {
    let plain = try await file(document(), rows(1), by: press())
    let file = try await file(document(text, footer: text), rows(1, text), by: press())
    #expect(file.pages == 1)
    let found = String(decoding: file.octets, as: UTF8.self)
    #expect(!found.contains("/JS (app") && found.hasSuffix("%%EOF\n"))
    #expect(occurrences(of: " obj\n", in: found) == occurrences(of: "endobj\n", in: found))
    #expect(occurrences(of: "/Type /Page % ", in: found) == 1)
    #expect(String(decoding: plain.octets, as: UTF8.self).hasPrefix("%PDF"))
  }

  @Test("Without any font nothing is drawn, and the process goes on")
  func noFonts() async throws {
    let shelf = FontShelf.withoutFonts
    await #expect(throws: FontsMissing()) {
      _ = try await press(shelf: shelf).prepare(document(), rows: rows(1))
    }
  }

  @Test(
    "The text of each page can be read again, with its number, the heads of its columns, its foot",
    .enabled(if: Reader.isInstalled))
  func readBack() async throws {
    let file = try await file(document("Quittung Ọ̀yọ́"), rows(120, "Row Ƙa 田中"), by: press())
    let text = try Reader.text(of: file.octets)
    let pages = text.split(separator: "\u{0C}")
    #expect(pages.count == file.pages && file.pages > 2)
    for (index, page) in pages.enumerated() {
      #expect(page.contains("Page \(index + 1) of \(file.pages)"))
      #expect(page.contains("Amount") && page.contains("Thank you"))
    }
    #expect(pages[0].contains("NGN 5.00") && !pages[1].contains("NGN 5.00"))
    for number in 0..<120 { #expect(text.contains("\(number).00")) }
    #expect(text.contains("Row Ƙa"))
  }

  private func occurrences(of pattern: String, in text: String) -> Int {
    var count = 0
    var rest = text.utf8[...]
    let wanted = Array(pattern.utf8)
    while let start = rest.firstIndex(of: wanted[0]) {
      rest = rest[start...]
      if rest.starts(with: wanted) { count += 1 }
      rest = rest.dropFirst()
    }
    return count
  }
}

private final class Collected: Sendable {
  private let held = Mutex<[[UInt8]]>([])
  var all: [[UInt8]] { held.withLock { $0 } }
  func append(_ piece: [UInt8]) { held.withLock { $0.append(piece) } }
}
