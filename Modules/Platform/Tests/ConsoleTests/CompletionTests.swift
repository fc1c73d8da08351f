import Console
import Foundation
import Testing

/// The completion script of the example, in the bash that is there.
@Suite struct CompletionTests {
  /// What bash offers for the last of some words.
  private func replies(_ words: String...) async throws -> [String] {
    let script = await kiosk("completion bash").output
    let list = (["kiosk"] + words).map { "'\($0)'" }.joined(separator: " ")
    let lines = [
      "set -eu", script, "COMP_WORDS=(\(list))", "COMP_CWORD=\(words.count)", "_kiosk",
      #"[[ ${#COMPREPLY[@]} == 0 ]] || printf '%s\n' "${COMPREPLY[@]}""#,
    ]
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", lines.joined(separator: "\n")]
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && complaint.isEmpty, "\(complaint)")
    return text.split(separator: "\n").map(String.init)
  }

  @Test("bash offers the words that may follow")
  func words() async throws {
    #expect(try await replies("") == ["paper", "close", "completion", "help"])
    #expect(try await replies("p") == ["paper"])
    #expect(try await replies("paper", "") == ["sell", "list"])
    #expect(try await replies("--till", "x", "paper", "s") == ["sell"])
    #expect(try await replies("completion", "z") == ["zsh"])
  }

  @Test("bash offers a command's options, also after its arguments and other options")
  func options() async throws {
    #expect(try await replies("paper", "sell", "--n") == ["--note"])
    #expect(
      try await replies("paper", "sell", "times", "--to", "ada", "--")
        == ["--to", "--note", "--stamp", "--gift", "--till", "--json", "--help"])
    #expect(try await replies("close", "--") == ["--into", "--till", "--json", "--help"])
  }

  @Test("bash offers files for a file, folders for a folder, and nothing for a text")
  func values() async throws {
    #expect(try await replies("paper", "list", "--from", "/proc/versio") == ["/proc/version"])
    #expect(try await replies("paper", "list", "--from", "=", "/proc/versio") == ["/proc/version"])
    #expect(try await replies("close", "--into", "/us") == ["/usr"])
    #expect(try await replies("paper", "sell", "--to", "p") == [])
    #expect(try await replies("paper", "sell", "--", "-") == [])
  }

  @Test("Another shell than those three is refused")
  func shells() async {
    #expect(await kiosk("completion zsh").output.hasPrefix("#compdef kiosk"))
    #expect(await kiosk("completion fish").output.contains("complete -c kiosk"))
    #expect(await kiosk("completion csh").exitCode == 64)
  }
}
