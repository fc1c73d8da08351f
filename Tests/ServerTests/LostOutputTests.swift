import Foundation
import Testing

extension ServerTests {
  /// What programs say when nobody can read it.
  @Suite struct LostOutputTests {
    @Test(
      "A program whose answer cannot be written does not end as if it could",
      arguments: [
        "atrium user create --email ops@example.com --admin", "atrium user list --json",
        "atrium --help", "atrium-migrate status", "atrium-migrate --help",
        "atrium-server --version",
      ])
    func fullDisk(_ command: String) async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.run("atrium-migrate", "apply")
        let full = try deployment.shell("\(Programs.folder)/\(command) >/dev/full")
        #expect(full.exitCode == 70, "\(full.errors)")
        #expect(full.errors.contains("No space left on device"), "\(full.errors)")
        // A pipe whose reader has ended by the time that anything is written.
        let closed = try deployment.shell(
          "exec 3> >(exec true); wait $!; \(Programs.folder)/\(command) >&3")
        #expect(closed.exitCode != 0)
      }
    }

    @Test("A command that was refused says so although its answer is lost")
    func refused() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let pending = try deployment.shell("\(Programs.folder)/atrium-migrate status >/dev/full")
        #expect(pending.exitCode == 2, "\(pending.errors)")
      }
    }
  }
}

extension Deployment {
  fileprivate func shell(_ script: String) throws -> Programs.Outcome {
    try Programs.run("/bin/bash", ["-c", script], in: folder)
  }
}
