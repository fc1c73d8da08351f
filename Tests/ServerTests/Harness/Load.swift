import Synchronization

/// Orders that several clients send at once, and what became of each.
///
/// An order is finished once its answer has come, 201 or 409. One whose answer was lost, or that
/// was answered 503, waits to be sent again under its key.
final class Load: Sendable {
  private struct State {
    var waiting: [Order]
    var finished: [(order: Order, answer: Answer)] = []
    var unexpected: [String] = []
  }

  let bank: Bank
  private let state: Mutex<State>

  init(_ bank: Bank, _ orders: [Order] = []) {
    self.bank = bank
    state = Mutex(State(waiting: orders.reversed()))
  }

  /// The orders whose answer has come.
  var finished: [(order: Order, answer: Answer)] { state.withLock { $0.finished } }
  /// The orders that were acknowledged.
  var posted: [Order] { finished.filter { $0.answer.status == 201 }.map(\.order) }
  /// Answers that should not be.
  var unexpected: [String] { state.withLock { $0.unexpected } }
  /// Whether there is nothing left to send.
  var isDone: Bool { state.withLock { $0.waiting.isEmpty } }

  func add(_ orders: [Order]) {
    state.withLock { $0.waiting.insert(contentsOf: orders.reversed(), at: 0) }
  }

  /// Sends what waits, by so many clients, until nothing waits or the server is gone.
  /// - Parameter onFinish: called for each order that is finished, with how many are.
  func run(
    at server: AtriumServer, clients: Int, onFinish: @escaping @Sendable (Int) async -> Void
  ) async throws {
    _ = try await concurrently(clients) { _ in
      let client = server.client()
      while let order = self.take() {
        do {
          guard let count = self.note(try self.bank.send(order, by: client), of: order) else {
            continue
          }
          await onFinish(count)
        } catch is WireError {
          self.putBack(order)
          return
        }
      }
    }
  }

  /// Sends every finished order again.
  /// - Returns: those that were not answered as they were the first time.
  func replay(at server: AtriumServer, clients: Int) async throws -> [String] {
    let finished = finished
    let wrong = try await concurrently(clients) { first in
      let client = server.client()
      var wrong: [String] = []
      for index in stride(from: first, to: finished.count, by: clients) {
        let (order, before) = finished[index]
        let again = try self.bank.send(order, by: client)
        if again.status != before.status || again.body != before.body
          || again["Idempotency-Replayed"] != "true"
        {
          wrong.append("\(order.key): \(before.status) \(before.text), again \(again)")
        }
      }
      return wrong
    }
    return wrong.flatMap { $0 }
  }

  private func take() -> Order? { state.withLock { $0.waiting.popLast() } }

  private func putBack(_ order: Order) {
    state.withLock { $0.waiting.append(order) }
  }

  /// - Returns: how many are finished; nil when this one is not.
  private func note(_ answer: Answer, of order: Order) -> Int? {
    state.withLock { state in
      switch answer.status {
      case 201,
        409 where answer.code == "insufficient_funds":
        state.finished.append((order, answer))
        return state.finished.count
      case 503 where answer["Retry-After"] != nil && answer.isWholeProblem,
        409 where answer.code == "idempotency_in_progress" && answer["Retry-After"] != nil:
        // At the other end, so that the others have their turn.
        state.waiting.insert(order, at: 0)
      default:
        state.unexpected.append("\(order.key): \(answer)")
      }
      return nil
    }
  }
}
