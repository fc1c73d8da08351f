import Kernel
import KernelTesting
import Testing

@Suite("Ids")
struct IdentifierTests {
  @Test("An id is read in either case and printed in lower case")
  func text() throws {
    let text = "018bcfe5-68a0-7abc-9def-0123456789ab"
    let id = try #require(UserID(text))
    #expect(id.rawValue == 0x018B_CFE5_68A0_7ABC_9DEF_0123_4567_89AB)
    #expect(UserID(text.uppercased()) == id)
    #expect(id.description == text)
    var bytes = Array("\"".utf8)
    id.appendUTF8(to: &bytes)
    #expect(bytes == Array(("\"" + text).utf8))
    #expect(UserID("ffffffff-ffff-ffff-ffff-ffffffffffff")?.rawValue == .max)
    #expect(UserID(rawValue: 0).description == "00000000-0000-0000-0000-000000000000")
  }

  @Test(
    "What is not 32 digits with four hyphens is refused",
    arguments: [
      "", "018bcfe568a07abc9def0123456789ab", "{018bcfe5-68a0-7abc-9def-0123456789ab}",
      "018bcfe5-68a0-7abc-9def-0123456789a", "018bcfe5-68a0-7abc-9def-0123456789abc",
      "018bcfe56-8a0-7abc-9def-0123456789ab", "018bcfe5-68a0-7abc-9def-0123456789ag",
      " 18bcfe5-68a0-7abc-9def-0123456789ab", "018bcfe5_68a0_7abc_9def_0123456789ab",
      "018bcfe5-68a0-7abc-9def-0123456789１", "urn:uuid:018bcfe5-68a0-7abc-9def-0123456789ab",
    ])
  func refusing(text: String) {
    #expect(UserID(text) == nil)
  }

  @Test("A new id tells its millisecond, its version and its variant")
  func layout() {
    let clock = FixedClock(Instant(milliseconds: 0x0123_4567_89AB))
    let id = UUIDv7Source(clock: clock, random: SeededRandom()).next()
    #expect(id >> 80 == 0x0123_4567_89AB)
    #expect(id >> 76 & 15 == 7)
    #expect(id >> 62 & 3 == 2)
  }

  @Test("Ids rise within a millisecond, and when the clock is set back")
  func monotonic() {
    let clock = FixedClock(Instant(milliseconds: 1_800_000_000_000))
    let source = UUIDv7Source(clock: clock, random: SystemRandomSource())
    var last = source.next()
    for step in 0..<20_000 {
      if step % 1000 == 999 { clock.advance(milliseconds: step % 3000 == 2999 ? 5 : -3) }
      let next = source.next()
      #expect(next > last)
      #expect(next >> 76 & 15 == 7 && next >> 62 & 3 == 2)
      last = next
    }
  }

  @Test(
    "Ids rise where counting carries over the variant's bits",
    arguments: [[255], [255, 255, 255, 255, 255, 255, 255, 0x3F]] as [[UInt8]])
  func carry(pattern: [UInt8]) {
    let clock = FixedClock(Instant(milliseconds: 1000))
    let source = UUIDv7Source(clock: clock, random: PatternRandom(pattern: pattern))
    var last = source.next()
    for _ in 0..<10 {
      let next = source.next()
      #expect(next > last)
      last = next
    }
  }

  @Test("Ids made by many tasks at once are all different")
  func concurrent() async {
    let source = UUIDv7Source()
    let ids = await withTaskGroup(of: [UInt128].self) { group in
      for _ in 0..<4 {
        group.addTask { (0..<2000).map { _ in source.next() } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(ids).count == 8000)
  }

  @Test("Seeded ids rise, differ between seeds and are of version 7")
  func seeded() {
    let (one, two) = (SeededIDs(seed: 1), SeededIDs(seed: 2))
    let first: UserID = one.make()
    let second = one.make(UserTag.self)
    let other: UserID = two.make()
    #expect(first < second && first != other)
    #expect(first == SeededIDs(seed: 1).make(UserTag.self))
    #expect(first.description.dropFirst(14).first == "7")
    #expect(second.rawValue >> 62 & 3 == 2)
  }

  @Test("Random octets are as many as asked for, past one system call's worth too")
  func randomCount() {
    #expect(SystemRandomSource().bytes(0).isEmpty)
    let bytes = SystemRandomSource().bytes(1000)
    #expect(bytes.count == 1000 && Set(bytes.suffix(500)).count > 100)
    #expect(SeededRandom(seed: 3).bytes(13) == SeededRandom(seed: 3).bytes(13))
  }

  private struct PatternRandom: RandomSource {
    let pattern: [UInt8]

    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { pattern[$0 % pattern.count] } }
  }
}
