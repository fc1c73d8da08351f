import QRCode
import Testing

@Suite struct QRCodeTests {
  @Test("A code has its three finders and its timing pattern", arguments: [1, 20, 160, 2_331])
  func form(_ length: Int) throws {
    let code = try QRCode(String(repeating: "a", count: length))
    #expect((code.size - 17) % 4 == 0)
    for (column, row) in [(0, 0), (code.size - 7, 0), (0, code.size - 7)] {
      for (x, y) in (0..<49).map({ ($0 % 7, $0 / 7) }) {
        // A ring around a square (ISO/IEC 18004, 6.3.3).
        let ring = max(abs(x - 3), abs(y - 3))
        #expect(code.isDark(column: column + x, row: row + y) == (ring != 2))
      }
    }
    for place in 8..<(code.size - 8) {
      #expect(code.isDark(column: place, row: 6) == (place % 2 == 0))
    }
  }

  @Test("A text that no code holds is refused")
  func tooLong() {
    #expect(throws: QRCodeTooLong.self) {
      try QRCode(String(repeating: "a", count: 2_332))
    }
  }

  @Test("The picture draws each dark module once, within its margin, and nothing else")
  func picture() throws {
    let code = try QRCode("https://example.com/?a=1&b=<script>")
    let svg = code.svg
    let side = code.size + 2 * QRCode.margin
    #expect(svg.contains(#"viewBox="0 0 \#(side) \#(side)""#))
    #expect(!svg.contains("script") && !svg.contains("style") && !svg.contains("href"))
    let runs = svg.matches(of: /M([0-9]+) ([0-9]+)h([0-9]+)v1h-([0-9]+)z/).map { match in
      [match.1, match.2, match.3, match.4].map { Int($0) ?? -1 }
    }
    var drawn = Set<[Int]>()
    for run in runs {
      #expect(run[2] == run[3])
      for offset in 0..<run[2] {
        #expect(drawn.insert([run[0] + offset - QRCode.margin, run[1] - QRCode.margin]).inserted)
      }
    }
    for place in 0..<(code.size * code.size) {
      let (column, row) = (place % code.size, place / code.size)
      #expect(drawn.contains([column, row]) == code.isDark(column: column, row: row))
    }
  }
}
