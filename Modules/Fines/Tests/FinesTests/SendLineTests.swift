import Fines
import Kernel
import Testing

/// Who hears from the bot when.
@Suite struct SendLineTests {
  private let start = Instant(seconds: 1_780_000_000)

  private func message(_ id: Int64, _ chat: Int64, isNotice: Bool = false) throws
    -> SendLine.Waiting
  {
    SendLine.Waiting(id: id, chat: try #require(TelegramID(chat)), isNotice: isNotice)
  }

  @Test("Answers go before notices, chats in turn, a chat's messages in their order")
  func order() throws {
    var line = SendLine()
    for (id, chat) in [(1, 1), (2, 1), (3, 2)] as [(Int64, Int64)] {
      line.add(try message(id, chat, isNotice: true), at: start)
    }
    line.add(try message(4, 3), at: start)
    var (sent, now) = ([Int64](), start)
    while line.count > 0 {
      switch line.turn(at: now) {
      case .send(let message):
        sent.append(message.id)
        line.finish(message)
      case .wait(let until): now = until
      case .idle: Issue.record("The line stands still")
      }
    }
    #expect(sent == [4, 1, 3, 2])
  }

  @Test("A chat that is to be left alone hears nothing, then the same message first")
  func retryAfter() throws {
    var line = SendLine()
    let (first, second) = (try message(1, 1), try message(2, 1))
    line.add(first, at: start)
    line.add(second, at: start)
    #expect(line.turn(at: start) == .send(first))
    #expect(line.turn(at: start) == .idle)
    let until = start.adding(seconds: 17)
    line.putBack(first, until: until)
    #expect(line.turn(at: start.adding(seconds: 16)) == .wait(until: until))
    #expect(line.turn(at: until) == .send(first))
    #expect(line.suppress(first.chat) == [second])
    line.finish(first)
    #expect(line.turn(at: until.adding(seconds: 9)) == .idle && line.count == 0)
  }

  @Test("However messages come and fail: thirty in any second, one a second to a chat, each once")
  func pace() throws {
    var random = SplitMix(seed: 12)
    for _ in 0..<8 {
      var (line, now, next) = (SendLine(), start, Int64(0))
      var (sent, held) = ([(at: Instant, message: SendLine.Waiting)](), [Int64: Instant]())
      var done: [Int64: [Int64]] = [:]
      while next < 300 || line.count > 0 {
        for _ in 0..<Int.random(in: 0...20, using: &random) where next < 300 {
          next += 1
          let chat = Int64.random(in: 1...60, using: &random)
          line.add(try message(next, chat, isNotice: Bool.random(using: &random)), at: now)
        }
        switch line.turn(at: now) {
        case .send(let message):
          #expect(held[message.chat.rawValue].map { $0 <= now } ?? true)
          sent.append((now, message))
          if Int.random(in: 0..<10, using: &random) == 0 {
            let until = now.adding(seconds: .random(in: 1...5, using: &random))
            held[message.chat.rawValue] = until
            line.putBack(message, until: until)
          } else {
            line.finish(message)
            done[message.chat.rawValue, default: []].append(message.id)
          }
        case .wait(let until):
          #expect(until > now)
          now = until
        case .idle: now = now.adding(milliseconds: 7)
        }
      }
      for (place, entry) in sent.enumerated().dropFirst(30) {
        #expect(entry.at.milliseconds(since: sent[place - 30].at) >= 1_000)
      }
      for entries in Dictionary(grouping: sent, by: \.message.chat).values {
        for (one, other) in zip(entries, entries.dropFirst()) {
          #expect(other.at.milliseconds(since: one.at) >= 1_000)
        }
      }
      #expect(done.values.joined().sorted() == Array(1...300))
    }
  }

  @Test("A thousand notices to as many chats are out within 40 s")
  func speed() throws {
    var (line, now, left) = (SendLine(), start, 1_000)
    for id in 1...Int64(1_000) { line.add(try message(id, id, isNotice: true), at: start) }
    while left > 0 {
      switch line.turn(at: now) {
      case .send(let message):
        line.finish(message)
        left -= 1
      case .wait(let until): now = until
      case .idle: left = 0
      }
    }
    #expect(now.milliseconds(since: start) <= 40_000 && line.count == 0)
  }
}
