import Testing

@testable import Curl

@Suite struct AdmissionTests {
  @Test("A host that is full holds up its own requests and nobody else's")
  func perHost() {
    var admission = Admission(HTTPClientLimits(total: 3, perHost: 1, waiting: 8))
    let decisions = [admission.enter(1, "a"), admission.enter(2, "a"), admission.enter(3, "b")]
    #expect(decisions == [.go, .wait, .go])
    let next = [admission.leave("b"), admission.leave("a")]
    #expect(next == [nil, 2])
    #expect(admission.total == 1)
  }

  @Test("Those who wait go in the order of asking, and beyond the bound nobody waits")
  func order() {
    var admission = Admission(HTTPClientLimits(total: 1, perHost: 1, waiting: 2))
    let decisions = ["a", "b", "c", "d"].enumerated().map { place, host in
      admission.enter(UInt64(place), host)
    }
    #expect(decisions == [.go, .wait, .wait, .refuse])
    let first = admission.leave("a")
    #expect(first == 1)
    let hasLeft = [admission.leaveLine(2), admission.leaveLine(2)]
    #expect(hasLeft == [true, false])
    let second = admission.leave("b")
    #expect(second == nil)
    #expect(admission.total == 0)
  }
}
