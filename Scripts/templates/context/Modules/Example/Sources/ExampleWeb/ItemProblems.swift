import Example
import Kernel

extension ProblemKind {
  /// 409: the owner has an item of this title.
  static let titleTaken = ProblemKind(
    status: 409, code: "title_taken", title: "You have an item of this title")
}

extension Problem {
  /// How a refusal is told to the client.
  init(_ refusal: ItemRefusal) {
    switch refusal {
    case .notFound: self.init(.notFound, detail: "There is no such resource.")
    case .titleTaken: self.init(.titleTaken, detail: "Choose another title.")
    }
  }
}

/// Runs a handler's work and tells a refusal as the client will see it.
func answering<Value>(_ work: () async throws -> Value) async throws -> Value {
  do {
    return try await work()
  } catch let refusal as ItemRefusal {
    throw Problem(refusal)
  }
}
