import Testing

@testable import Auth

@Suite struct SeenNumbersTests {
  @Test("What was passed over is looked for, and only that")
  func gaps() {
    var seen = SeenNumbers(patience: 3)
    seen.endPoll(seeing: [2, 3, 7])
    #expect(seen.greatest == 7)
    #expect(seen.missing == [1...1, 4...6])
    seen.endPoll(seeing: [5, 8])
    #expect(seen.missing == [1...1, 4...4, 6...6])
    seen.endPoll(seeing: [1, 4, 6])
    #expect(seen.missing == [])
    #expect(seen.greatest == 8)
  }

  @Test("What is missing for long is given up, each number in its turn")
  func patience() {
    var seen = SeenNumbers(patience: 3)
    seen.endPoll(seeing: [2])
    seen.endPoll(seeing: [4])
    #expect(seen.missing == [1...1, 3...3])
    seen.endPoll(seeing: [])
    #expect(seen.missing == [1...1, 3...3])
    seen.endPoll(seeing: [])
    #expect(seen.missing == [3...3])
    seen.endPoll(seeing: [])
    #expect(seen.missing == [])
  }

  @Test("Numbers that are known already change nothing")
  func known() {
    var seen = SeenNumbers(patience: 3)
    seen.endPoll(seeing: [1, 2, 5])
    seen.endPoll(seeing: [1, 2, 5])
    #expect(seen.greatest == 5)
    #expect(seen.missing == [3...4])
  }

  @Test(
    "However many transactions are rolled back, few ranges are looked for, and none is left out")
  func bounded() {
    var seen = SeenNumbers(patience: 3)
    seen.endPoll(seeing: Array(stride(from: 2, through: 100, by: 2)))
    seen.endPoll(seeing: Array(stride(from: 102, through: 200, by: 2)))
    #expect(seen.missing == [1...99, 101...199])
    seen.endPoll(seeing: Array(51...60))
    #expect(seen.missing == [1...50, 61...99, 101...199])
  }
}
