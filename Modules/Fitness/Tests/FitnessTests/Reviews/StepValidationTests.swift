import Kernel
import Testing

@testable import Fitness

/// The states of a review.
@Suite struct StepValidationTests {
  private let later = Instant(seconds: 60)
  private let reviewer = UserID(rawValue: 9)

  private func validation(_ state: StepValidation.State) throws -> StepValidation {
    StepValidation(
      id: .init(rawValue: 1), recordID: .init(rawValue: 2), userID: .init(rawValue: 3),
      date: try #require(CivilDate("2026-06-10")), steps: 70_001, source: .garmin, state: state,
      score: 90, rules: [.dayTotal], createdAt: Instant(seconds: 0))
  }

  @Test("A validation that waits is decided once, with who and why")
  func decided() throws {
    var validation = try validation(.pending)
    try validation.decide(.reject(reason: "a dog wore it"), by: reviewer, at: later)
    #expect(validation.state == .rejected && validation.reason == "a dog wore it")
    #expect(validation.reviewerID == reviewer && validation.reviewedAt == later)
    #expect(validation.version == 2 && validation.updatedAt == later)
    #expect(throws: ReviewRefusal.alreadyDecided(.rejected)) {
      try validation.decide(.approve(note: nil), by: reviewer, at: later)
    }
    try validation.reopen(because: "appeal", at: later)
    #expect(validation.state == .pending && validation.reviewerID == nil)
    #expect(validation.reviewedAt == nil && validation.reason == "appeal")
  }

  @Test("What waits or was withdrawn is not reopened, and what was withdrawn is not decided")
  func refused() throws {
    var waiting = try validation(.pending)
    #expect(throws: ReviewRefusal.alreadyPending) { try waiting.reopen(because: "x", at: later) }
    var gone = try validation(.withdrawn)
    #expect(throws: ReviewRefusal.alreadyDecided(.withdrawn)) {
      try gone.reopen(because: "x", at: later)
    }
    #expect(throws: ReviewRefusal.alreadyDecided(.withdrawn)) {
      try gone.decide(.approve(note: nil), by: reviewer, at: later)
    }
  }
}
