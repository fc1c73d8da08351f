import Composition
import Databases
import Glibc
import Observability

/// Sees to it that the process ends in time, whatever does not answer.
struct LastResort {
  /// A connection that is being opened takes so long to be given up, and answers some time to
  /// leave.
  private static let afterCut = Duration.milliseconds(4_500)

  private let task: Task<Void, Never>

  /// Begins to wait. When `limit` is nearly over, statements under way are given up, so that the
  /// requests which wait for them are answered; when all of it is, the process ends.
  init(of assembly: Assembly, within limit: Duration, _ log: Logger, _ sink: BufferedSink) {
    task = Task.detached {
      let cut = max(limit - Self.afterCut, limit / 2)
      guard (try? await Task.sleep(for: cut)) != nil else { return }
      log.warning("databases take too long; what is under way is given up")
      assembly.stores.cut()
      guard (try? await Task.sleep(for: limit - cut + .milliseconds(400))) != nil else { return }
      log.warning("ended with work under way")
      sink.flush(within: .milliseconds(200))
      _exit(0)
    }
  }

  func cancel() { task.cancel() }
}
