import Kernel
import Ports
import Storage
import Synchronization

/// Looks up the parties of many payments with one statement: calls that arrive while a statement is
/// under way share the next one. The fixed cost of a statement is several times the cost of one
/// payment's rows, and a lookup precedes every payment.
///
/// Each answer comes from a statement that was sent after the call, so no caller gets an answer
/// that is older than their question.
final class PartyLookups: Sendable {
  /// The payer and the payee of a payment.
  struct Question: Sendable {
    let payer: UserID
    let payee: UserID
  }

  /// Asks the database; answers in the order of the questions.
  typealias Ask = @Sendable ([Question]) async throws -> [PaymentParties]

  /// What a waiting caller is resumed with: the answer, or the turn to ask for itself and the
  /// callers behind it.
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

  /// The largest number of questions in a statement, so that its result stays small.
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
      // The caller was cancelled; the others were not.
      state.withLock { $0.waiting.insert(contentsOf: others, at: 0) }
      throw CancellationError()
    } catch {
      // If the database does not answer, callers do not wait for it one after another.
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

  /// Gives the turn to ask to the first waiting caller.
  private func passOn() {
    let next: Waiting? = state.withLock { state in
      state.isAsking = !state.waiting.isEmpty
      return state.isAsking ? state.waiting.removeFirst() : nil
    }
    next?.caller.resume(returning: .asks)
  }
}
