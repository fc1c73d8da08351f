import Files
import Testing

/// What files are, by their octets.
@Suite struct FileKindTests {
  private static func box(_ brands: [String]) -> [UInt8] {
    let size = 12 + brands.count * 4
    var octets: [UInt8] = [0, 0, UInt8(size >> 8), UInt8(size & 255)] + Array("ftyp".utf8)
    octets += Array(brands[0].utf8) + [0, 0, 0, 0]
    for brand in brands.dropFirst() { octets += Array(brand.utf8) }
    return octets
  }

  private static func ebml(_ type: String) -> [UInt8] {
    let body: [UInt8] =
      [0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x80 | UInt8(type.utf8.count)] + Array(type.utf8)
    return [0x1A, 0x45, 0xDF, 0xA3, 0x80 | UInt8(body.count)] + body
  }

  private static let samples: [(FileKind, [UInt8])] = [
    (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]),
    (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    (.gif, Array("GIF89a".utf8)), (.gif, Array("GIF87a".utf8)),
    (.webp, Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8L".utf8)),
    (.pdf, Array("%PDF-1.7".utf8)),
    (.heic, box(["heic", "mif1"])), (.heic, box(["mif1", "mif1", "heic"])),
    (.mp4, box(["isom", "iso2", "avc1"])), (.mp4, box(["mp42", "isom"])),
    (.webm, ebml("webm")),
  ]

  @Test("Each kind is told by its first octets, with anything behind them")
  func kinds() {
    for (kind, octets) in Self.samples {
      #expect(FileKind(sniffing: octets) == kind)
      #expect(FileKind(sniffing: octets + [UInt8](repeating: 60, count: 5_000)) == kind)
    }
    #expect(Set(Self.samples.map(\.0)) == Set(FileKind.allCases))
  }

  @Test("What begins with something else is of no kind, whatever comes later")
  func polyglots() {
    for (_, octets) in Self.samples {
      #expect(FileKind(sniffing: [0x0A] + octets) == nil)
      #expect(FileKind(sniffing: Array("<svg>".utf8) + octets) == nil)
    }
  }

  @Test(
    "What is not taken is of no kind",
    arguments: [
      Array("<svg xmlns=".utf8), Array("<html>".utf8), Array("PK\u{3}\u{4}".utf8), Array("MZ".utf8),
      box(["avif", "mif1"]), box(["qt  "]), box(["mif1", "avif"]), ebml("matroska"), ebml("webmx"),
      Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVEfmt ".utf8), Array("GIF88a".utf8),
      Array("BM".utf8), [], [0xFF, 0xD8],
    ])
  func refused(_ octets: [UInt8]) {
    #expect(FileKind(sniffing: octets) == nil)
  }

  @Test("No octets, cut or changed anywhere, are more than a question")
  func noise() {
    var random = SplitMix(seed: 20_261_203)
    for (_, octets) in Self.samples {
      for length in 0...octets.count { _ = FileKind(sniffing: Array(octets.prefix(length))) }
      for _ in 0..<500 {
        var changed = octets + [UInt8](repeating: 255, count: 8)
        let place = Int.random(in: 0..<changed.count, using: &random)
        changed[place] = .random(in: 0...255, using: &random)
        _ = FileKind(sniffing: changed)
      }
    }
  }

  @Test("Pictures of phones are delivered as what browsers show, everything else as it is")
  func delivered() {
    #expect(FileKind.heic.delivered == .jpeg)
    #expect(FileKind.allCases.filter { $0.delivered != $0 } == [.heic])
    #expect(FileKind.allCases.filter(\.isVideo) == [.mp4, .webm])
    #expect(FileKind.allCases.allSatisfy { !($0.isImage && $0.isVideo) })
  }
}
