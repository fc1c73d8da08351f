import Fines
import Kernel
import Testing

/// In which order updates are handled.
@Suite struct UpdateLineTests {
  private let start = Instant(seconds: 1_780_000_000)

  @Test("An update that came before is not taken again, whatever became of it")
  func once() throws {
    var line = UpdateLine()
    let chat = try #require(TelegramID(1))
    let stored = line.store(1, of: chat, at: start)
    #expect(stored && line.take(at: start) == 1)
    line.finish(1)
    let again = line.store(1, of: chat, at: start)
    #expect(!again && line.take(at: start) == nil)
  }

  @Test("Whatever fails and whoever is killed: each is settled once, a chat's in order")
  func properties() throws {
    var random = SplitMix(seed: 5)
    for _ in 0..<100 {
      var (line, now) = (UpdateLine(), start)
      var chats: [Int64: Int64] = [:]
      var running: Set<Int64> = []
      var settled: [Int64] = []
      for id in 1...Int64(40) {
        let chat = Int64.random(in: 1...5, using: &random)
        chats[id] = chat
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          _ = line.store(id, of: try #require(TelegramID(chat)), at: now)
        }
      }
      var rounds = 0
      while settled.count < 40, rounds < 10_000 {
        rounds += 1
        if let id = line.take(at: now) {
          #expect(!running.contains { chats[$0] == chats[id] })
          running.insert(id)
        }
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
          line.recover()
          running = []
        case 1..<8:
          guard let id = running.randomElement(using: &random) else { break }
          running.remove(id)
          line.fail(id, at: now)
          if line.fate(of: id) == .dead { settled.append(id) }
        default:
          guard let id = running.randomElement(using: &random) else { break }
          running.remove(id)
          line.finish(id)
          settled.append(id)
        }
        now = now.adding(seconds: 5)
      }
      #expect(settled.sorted() == Array(1...40))
      for chat in Int64(1)...5 {
        let own = settled.filter { chats[$0] == chat }
        #expect(own == own.sorted())
      }
    }
  }

  @Test("After five failures a registry is left alone, then one call tries it")
  func breaker() {
    var breaker = RegistryBreaker(openFor: 30)
    for _ in 0..<4 { #expect(breaker.note(.failed, at: start) == nil) }
    #expect(breaker.note(.answered, at: start) == nil)
    for _ in 0..<4 { #expect(breaker.note(.failed, at: start) == nil) }
    #expect(breaker.note(.failed, at: start) == .down)
    let end = start.adding(seconds: 30)
    #expect(breaker.admit(at: start) == .refused(until: end))
    #expect(breaker.admit(at: end) == .admitted)
    #expect(breaker.admit(at: end) != .admitted)
    #expect(breaker.note(.failed, at: end) == nil)
    #expect(breaker.admit(at: end.adding(seconds: 29)) != .admitted)
    #expect(breaker.admit(at: end.adding(seconds: 30)) == .admitted)
    #expect(breaker.note(.answered, at: end.adding(seconds: 30)) == .up)
    let pause = end.adding(seconds: 90)
    #expect(breaker.note(.paused(until: pause), at: end.adding(seconds: 31)) == nil)
    #expect(breaker.admit(at: pause.adding(seconds: -1)) == .refused(until: pause))
    #expect(breaker.admit(at: pause) == .admitted)
  }
}
