import Console
import Testing

@Suite("Values on a command line")
struct CommandLineValueTests {
  private let program = CommandLineProgram(
    name: "example", summary: "An example",
    commands: [
      Command("say", summary: "Say it", options: [.value("word", "TEXT", help: "What to say")]) {
        .text($0["word"] ?? "")
      }
    ])

  @Test("A line end or a byte order mark around a value is no part of it")
  func ends() async {
    for written in ["it\n", "it\r\n", "\u{FEFF}it"] {
      #expect(await program.run(["say", "--word", written]).output == "it")
      #expect(await program.run(["say", "--word=\(written)"]).output == "it")
    }
    #expect(await program.run(["say", "--word", "two\nlines"]).output == "two\nlines")
  }

  @Test("What may hold a password is not repeated from the command line")
  func urls() async {
    for words in [
      ["say", "postgresql://a:SECRET@h/d"], ["postgresql://a:SECRET@h/d"],
      ["say", "--nothing=postgresql://a:SECRET@h/d"],
    ] {
      let outcome = await program.run(words)
      #expect(outcome.exitCode == 64)
      #expect(!outcome.error.contains("SECRET"), "\(outcome.error)")
    }
  }

  @Test(
    "A control character is refused by the option's name",
    arguments: ["a\u{7}", "a\u{1B}[1m", "a\u{FFFD}", "a\rb"])
  func control(_ text: String) async {
    let outcome = await program.run(["say", "--word", text])
    #expect(outcome.exitCode == 64)
    #expect(outcome.error.contains("--word holds a control character"))
    #expect(!outcome.error.contains(text))
  }
}
