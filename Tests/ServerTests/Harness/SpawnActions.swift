import Foundation

extension posix_spawn_file_actions_t {
  /// Has a program begin with no descriptor of ours beyond `last`.
  ///
  /// Most are closed by `exec` anyway. But libpq says so only after it has made a socket, and
  /// Foundation not of every file; and what another test closes must look closed to its peer.
  mutating func closeAllBut(through last: Int32) throws {
    guard let add = Self.addCloseFrom, add(&self, last + 1) == 0 else {
      throw HarnessError("this C library cannot close descriptors for a program (glibc 2.34)")
    }
  }

  private typealias AddCloseFrom =
    @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

  /// `posix_spawn_file_actions_addclosefrom_np`, which the header keeps for `_GNU_SOURCE`.
  private static let addCloseFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np")
    .map { unsafeBitCast($0, to: AddCloseFrom.self) }
}
