import ContextKit
import Observability

extension Product {
  /// Starts what the contexts do while the server runs, each in a task of its own.
  public func startBackground() -> [Task<Void, Never>] {
    mounted.flatMap(\.plugin.background).map { work in
      Task { await run(work) }
    }
  }

  private func run(_ work: BackgroundWork) async {
    while !Task.isCancelled {
      do {
        try await work.run()
        return
      } catch is CancellationError {
        return
      } catch {
        log.warning(
          "background work failed and begins again",
          ["work": .string(work.name), "reason": .string("\(error)")])
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
