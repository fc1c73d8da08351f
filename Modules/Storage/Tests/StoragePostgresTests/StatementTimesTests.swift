import Storage
import Testing

@testable import StoragePostgres

@Suite("What is learnt of slow statements")
struct StatementTimesTests {
  private let report: SQL = "SELECT 1 FROM reports"
  private let wallet: SQL = "SELECT 1 FROM wallets"
  private let bound: Int64 = 8_000_000

  private func times(capacity: Int = 256) -> StatementTimes {
    StatementTimes(bound: bound, returnsAfter: 8, capacity: capacity)
  }

  @Test("A statement that was never slow is not even remembered")
  func fast() {
    var times = times()
    for _ in 0..<1_000 { times.note(wallet.shape, took: bound - 1, at: 0) }
    #expect(times.count == 0)
    #expect(!times.isSlow(wallet.shape))
  }

  @Test("One run that takes eight times the bound is enough, and of no other statement")
  func conclusive() {
    var times = times()
    times.note(report.shape, took: times.conclusive, at: 0)
    #expect(times.isSlow(report.shape))
    #expect(!times.isSlow(wallet.shape))
    #expect(times.slow == 1)
  }

  @Test("A run that is a little slow must come back several times")
  func suspect() {
    var times = times()
    var runs = 0
    while !times.isSlow(report.shape), runs < 100 {
      times.note(report.shape, took: 2 * bound, at: 0)
      runs += 1
    }
    #expect(runs == 6)
  }

  @Test("Slow runs among many fast ones are the machine's and not the statement's")
  func absences() {
    var times = times()
    for _ in 0..<100 {
      times.note(wallet.shape, took: 5 * bound, at: 0)
      for _ in 0..<15 { times.note(wallet.shape, took: 50_000, at: 0) }
      #expect(!times.isSlow(wallet.shape))
    }
  }

  @Test("A slow statement comes back after eight fast runs in a row, and not before")
  func comesBack() {
    var times = times()
    times.note(report.shape, took: 1_000_000_000, at: 0)
    for _ in 0..<7 { times.note(report.shape, took: 50_000, at: 0) }
    times.note(report.shape, took: bound, at: 0)
    for _ in 0..<7 { times.note(report.shape, took: 50_000, at: 0) }
    #expect(times.isSlow(report.shape))
    times.note(report.shape, took: 50_000, at: 0)
    #expect(!times.isSlow(report.shape))
    #expect(times.slow == 0)
  }

  @Test("What is slow again must be fast twice as often, and is forgotten after 1,024 fast runs")
  func relapse() {
    var times = times()
    for needed in [8, 16, 32, 64] {
      times.note(report.shape, took: times.conclusive, at: 0)
      for _ in 1..<needed { times.note(report.shape, took: 50_000, at: 0) }
      #expect(times.isSlow(report.shape))
      times.note(report.shape, took: 50_000, at: 0)
      #expect(!times.isSlow(report.shape))
    }
    for _ in 0..<1_024 { times.note(report.shape, took: 50_000, at: 0) }
    #expect(times.count == 0)
  }

  @Test("Of more statements than are remembered the one that ran longest ago is forgotten")
  func capacity() {
    var times = times(capacity: 2)
    let other: SQL = "SELECT 1 FROM others"
    times.note(report.shape, took: times.conclusive, at: 1)
    times.note(wallet.shape, took: times.conclusive, at: 2)
    times.note(report.shape, took: times.conclusive, at: 3)
    times.note(other.shape, took: times.conclusive, at: 4)
    #expect(times.isSlow(report.shape) && times.isSlow(other.shape))
    #expect(!times.isSlow(wallet.shape))
    #expect((times.count, times.slow) == (2, 2))
  }
}
