import JSON
import Testing

/// SplitMix64: small, seeded, and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("Random JSON")
struct RandomTests {
  @Test(
    "What is written is read back the same, whatever it is", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var writer = JSONWriter()
    write(depth: 0, to: &writer, &random)
    let document = try JSONDocument(parsing: writer.bytes)
    #expect(rewritten(document).utf8.elementsEqual(writer.bytes))
  }

  @Test("A damaged text is refused or read, and never crashes", arguments: 0..<300 as Range<UInt64>)
  func damaged(seed: UInt64) throws {
    var random = SplitMix(state: seed &+ 1_000)
    var writer = JSONWriter()
    write(depth: 0, to: &writer, &random)
    var bytes = writer.bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      default: bytes.insert(Self.marks.randomElement(using: &random) ?? 0, at: place)
      }
    }
    guard let document = try? JSONDocument(parsing: bytes) else { return }
    let text = rewritten(document)
    #expect(rewritten(try JSONDocument(parsing: text)) == text)
  }

  private static let marks = Array("{}[]\",:\\u-.0eE".utf8)

  private func write(depth: Int, to writer: inout JSONWriter, _ random: inout SplitMix) {
    switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &random) {
    case 0: writer.null()
    case 1: writer.value(Bool.random(using: &random))
    case 2: writer.value(Int64.random(in: .min ... .max, using: &random))
    case 3: writer.value(text(&random))
    case 4: writer.rawNumber(Double.random(in: -1e9...1e9, using: &random).description)
    case 5:
      writer.beginArray()
      for _ in 0..<Int.random(in: 0..<6, using: &random) {
        write(depth: depth + 1, to: &writer, &random)
      }
      writer.endArray()
    default:
      writer.beginObject()
      for number in 0..<Int.random(in: 0..<24, using: &random) {
        // The number keeps the names apart.
        writer.key("\(number) " + text(&random))
        write(depth: depth + 1, to: &writer, &random)
      }
      writer.endObject()
    }
  }

  private func text(_ random: inout SplitMix) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x00...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1_0000...0x10_FFFF,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<20, using: &random) {
      let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
      guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) else { continue }
      scalars.append(scalar)
    }
    return String(scalars)
  }
}
