import Files
import Testing

/// How files are delivered: in parts, and pictures in smaller sizes.
@Suite struct DeliveryTests {
  @Test(
    "A range is the one part that is asked for, everything, or none that there is",
    arguments: [
      ("bytes=0-0", .part(0..<1)), ("bytes=0-", .part(0..<10)), ("bytes=9-99", .part(9..<10)),
      ("bytes=-3", .part(7..<10)), ("bytes=-99", .part(0..<10)), ("Bytes=2-4", .part(2..<5)),
      ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=5-4", .whole),
      ("bytes=0-1,3-4", .whole), ("lines=0-1", .whole), ("bytes=", .whole), ("bytes=a-b", .whole),
      ("bytes=--1", .whole), ("bytes=0-99999999999999999999", .part(0..<10)),
      ("bytes=99999999999999999999-", .unsatisfiable), (nil, .whole),
    ] as [(String?, ByteRange)])
  func ranges(_ value: String?, _ range: ByteRange) {
    #expect(ByteRange(value, size: 10) == range)
  }

  @Test("An empty file has no part")
  func empty() {
    for value in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
      #expect(ByteRange(value, size: 0) == .unsatisfiable)
    }
    #expect(ByteRange(nil, size: 0) == .whole)
  }

  @Test("A picture is within its frame, never larger than it is, and keeps its proportions")
  func sizes() {
    var random = SplitMix(seed: 20_261_203)
    for _ in 0..<2_000 {
      let picture = PictureSize(
        width: .random(in: 1...9_000, using: &random),
        height: .random(in: 1...9_000, using: &random))
      let wide = Bool.random(using: &random) ? nil : Int.random(in: 16...2_048, using: &random)
      let high = Bool.random(using: &random) ? nil : Int.random(in: 16...2_048, using: &random)
      for fit in PictureSize.Fit.allCases {
        let size = picture.fitted(width: wide, height: high, fit)
        #expect(size.width <= min(wide ?? .max, picture.width) && size.width >= 1)
        #expect(size.height <= min(high ?? .max, picture.height) && size.height >= 1)
        let isFrame = fit == .cover && wide != nil && high != nil
        let (across, down) = isFrame ? (wide ?? 1, high ?? 1) : (picture.width, picture.height)
        // Within a pixel of the proportions, compared crosswise.
        let error = abs(size.width * down - size.height * across)
        #expect(error <= max(across, down))
      }
    }
  }

  @Test("A frame that the picture cannot fill shrinks, and keeps its proportions")
  func cover() {
    let tall = PictureSize(width: 100, height: 1_000)
    #expect(tall.fitted(width: 200, height: 200, .cover) == PictureSize(width: 100, height: 100))
    #expect(tall.fitted(width: 50, height: 200, .cover) == PictureSize(width: 50, height: 200))
    #expect(tall.fitted(width: 200, height: 200, .contain) == PictureSize(width: 20, height: 200))
    #expect(tall.fitted(width: nil, height: 500, .cover) == PictureSize(width: 50, height: 500))
    #expect(tall.fitted(width: nil, height: nil, .cover) == tall)
  }
}
