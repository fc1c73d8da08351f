import Synchronization

/// Folds the log into the database beside the writer, on a thread and a connection of its own.
///
/// A checkpoint writes every page that changed to its place and syncs the file. Within a commit, as
/// SQLite does it unless told otherwise, everybody waits for that. Beside the writer it can never
/// catch up with one that goes on writing, and a log starts over only when all of it is folded: so
/// the writer folds the little that was added meanwhile, once the bulk is done.
final class Checkpointer: Sendable {
  /// Pages in the log at which folding begins: 32 MiB. What changes again before is written once.
  private static let usualPages = 8_192
  /// Pages at which the writer does not wait for the thread any more: 64 MiB, which bounds the log
  /// and what a start after a crash has to read.
  private static let mostPages = 16_384

  private enum State: UInt8, AtomicRepresentable {
    case idle
    case asked
    /// What was in the log when the thread began is folded.
    case bulkDone
  }

  private struct Request {}

  private let requests = WorkQueue<Request>(limit: 1)
  private let state = Atomic(State.idle)

  /// Folds whenever it is asked to, until it is closed.
  func run(on handle: SQLiteHandle) {
    while !requests.take(upTo: 1).isEmpty {
      handle.checkpoint()
      state.store(.bulkDone, ordering: .releasing)
    }
  }

  /// What the writer does after each commit, once everybody has been answered.
  func committed(on writer: SQLiteHandle) {
    let pages = writer.pagesInLog
    switch state.load(ordering: .acquiring) {
    case .idle where pages >= Self.usualPages:
      state.store(.asked, ordering: .releasing)
      _ = requests.append(Request())
    case .bulkDone:
      writer.checkpoint()
      state.store(.idle, ordering: .releasing)
    case .asked where pages >= Self.mostPages:
      writer.checkpoint()
    default: break
    }
  }

  /// Lets the thread end.
  func close() {
    requests.close()
  }
}
