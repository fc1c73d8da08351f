import Kernel
import Ports
import Storage
import Synchronization

/// Asks for the parties of payments, many at once: those who ask while a statement is under way go
/// together as the next one. What a statement costs whatever it asks for is several times the cost
/// of one payment's rows, and it stands before every payment.
///
/// Each answer is of a statement that was sent after the question, so nobody is told what was so
/// before they asked.
final class PartyLookups: Sendable {
  /// Who pays, and the id of who is to be paid.
  struct Question: Sendable {
    let payer: UserID
    let payee: UserID
  }

  /// Asks the database; answers in the order of the questions.
  typealias Ask = @Sendable ([Question]) async throws -> [PaymentParties]

  /// What somebody who waited is told: the answer, or to ask for themselves and those behind them.
  private enum Turn {
    case answered(PaymentParties)
    case asks
  }

  private struct Waiting {
    let question: Question
    let caller: UnsafeContinuation<Turn, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isAsking = false
  }

  /// So that one statement's answer stays small.
  private static let largest = 200

  private let state = Mutex(State())
  private let ask: Ask

  init(ask: @escaping Ask) {
    self.ask = ask
  }

  func parties(of question: Question) async throws -> PaymentParties {
    let turn = try await withUnsafeThrowingContinuation { caller in
      let mayAsk = state.withLock { state in
        if state.isAsking {
          state.waiting.append(Waiting(question: question, caller: caller))
          return false
        }
        state.isAsking = true
        return true
      }
      if mayAsk { caller.resume(returning: .asks) }
    }
    switch turn {
    case .answered(let parties): return parties
    case .asks: return try await askForAll(question)
    }
  }

  private func askForAll(_ own: Question) async throws -> PaymentParties {
    let others = takeWaiting(atMost: Self.largest)
    defer { passOn() }
    do {
      let answers = try await ask([own] + others.map(\.question))
      for (other, answer) in zip(others, answers.dropFirst()) {
        other.caller.resume(returning: .answered(answer))
      }
      return answers[0]
    } catch is CancellationError {
      // Who asked has gone; the others have not.
      state.withLock { $0.waiting.insert(contentsOf: others, at: 0) }
      throw CancellationError()
    } catch {
      // A database that does not answer is not waited for by one after the other.
      let behind = error is any Unavailability ? takeWaiting() : []
      for other in others + behind { other.caller.resume(throwing: error) }
      throw error
    }
  }

  private func takeWaiting(atMost limit: Int = .max) -> [Waiting] {
    state.withLock { state in
      let taken = Array(state.waiting.prefix(limit))
      state.waiting.removeFirst(taken.count)
      return taken
    }
  }

  /// Lets the first of those who wait ask next.
  private func passOn() {
    let next: Waiting? = state.withLock { state in
      state.isAsking = !state.waiting.isEmpty
      return state.isAsking ? state.waiting.removeFirst() : nil
    }
    next?.caller.resume(returning: .asks)
  }
}
