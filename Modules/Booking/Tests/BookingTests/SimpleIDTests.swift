import Booking
import Testing

/// The short numbers of profiles.
@Suite struct SimpleIDTests {
  @Test(
    "Letters count in base 26, digits from 00001 to 99999",
    arguments: [
      (0, "AAA00001"), (99_998, "AAA99999"), (99_999, "AAB00001"), (25 * 99_999, "AAZ00001"),
      (26 * 99_999, "ABA00001"), (SimpleID.count - 1, "ZZZ99999"),
    ])
  func texts(_ number: Int, _ text: String) {
    #expect(SimpleID(number: number)?.description == text)
    #expect(SimpleID(text)?.number == number)
  }

  @Test(
    "Nothing else is a number",
    arguments: ["AAA00000", "aaa00001", "AAA0001", "AAA000001", "AA000001", "ÄAA00001", ""])
  func refused(_ text: String) {
    #expect(SimpleID(text) == nil)
  }

  @Test("Every number is read back, and texts are in the order of numbers")
  func properties() throws {
    var random = SplitMix(seed: 20_261_201)
    for _ in 0..<2_000 {
      let number = Int.random(in: 0..<SimpleID.count - 1, using: &random)
      let id = try #require(SimpleID(number: number))
      #expect(SimpleID("\(id)") == id)
      let next = try #require(id.next)
      #expect("\(id)" < "\(next)")
    }
    #expect(SimpleID(number: SimpleID.count) == nil && SimpleID(number: -1) == nil)
  }

  @Test("A counter gives each number once, jumps forward only, and ends at ZZZ99999")
  func counter() throws {
    var counter = SimpleIDCounter(next: .first)
    #expect(
      try (0..<3).map { _ in "\(try counter.give())" } == ["AAA00001", "AAA00002", "AAA00003"])
    #expect(throws: SimpleIDRefusal.backwards) {
      try counter.jump(to: try #require(SimpleID("AAA00003")))
    }
    try counter.jump(to: try #require(SimpleID("AAA00004")))
    try counter.jump(to: try #require(SimpleID("ZZZ99999")))
    #expect("\(try counter.give())" == "ZZZ99999")
    #expect(throws: SimpleIDRefusal.exhausted) { try counter.give() }
    #expect(throws: SimpleIDRefusal.backwards) {
      try counter.jump(to: try #require(SimpleID("ZZZ99999")))
    }
  }
}
