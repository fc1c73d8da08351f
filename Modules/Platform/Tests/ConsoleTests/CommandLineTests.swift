import Console
import Kernel
import Testing

/// What the words of a command line mean.
@Suite struct CommandLineTests {
  @Test("Options and arguments reach the command wherever they stand")
  func options() async {
    let whole = "--to ada times --gift --note=x=y --stamp a --stamp b --till=t"
    let outcome = await kiosk("paper sell \(whole) --json")
    #expect(
      outcome.output == #"{"paper":"times","to":"ada","note":"x=y","gift":true,"#
        + #""stamps":["a","b"],"till":"t"}"#)
    #expect(
      await kiosk("--till t --json paper sell times --to ada").output.contains(#""till":"t""#))
  }

  @Test("After -- everything is an argument")
  func endOfOptions() async {
    let outcome = await kiosk("paper sell --to ada --json -- --help")
    #expect(outcome.output.contains(#""paper":"--help""#))
    #expect(await kiosk("paper sell --to ada -- --json").output.contains("paper   --json"))
  }

  @Test("A number below zero and a lone dash are values, not options")
  func dashes() async {
    #expect(await kiosk("paper sell -5 --to -1 --json").output.contains(#""paper":"-5","to":"-1""#))
    #expect(await kiosk("paper sell - --to ada --json").output.contains(#""paper":"-""#))
  }

  @Test(
    "A mistake is named and exits with 64",
    arguments: [
      ("paper sell times", "--to NAME is missing"),
      ("paper sell", "<paper> and --to NAME are missing"),
      ("paper sell a b --to c", "'b' is one word too many"),
      ("paper sell a --to c --nite x", "there is no option --nite: did you mean --note?"),
      ("paper sell a --to c -x", "there is no option -x"),
      ("paper sell a --to b --to c", "--to stands twice"),
      ("--till x paper sell a --to b --till y", "--till stands twice"),
      ("paper sell a --gift=yes --to b", "--gift takes no value"),
      ("paper sell a --to", "--to needs a value"),
      ("paper sell a --to --gift", "--to needs a value, such as --to=--gift"),
      ("paper list --limit 10", "--limit is a number from 1 to 9"),
      ("--nonsense paper list", "there is no option --nonsense"),
    ])
  func mistakes(_ words: String, _ message: String) async {
    let outcome = await kiosk(words)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("kiosk: \(message)"), "\(outcome.error)")
  }

  @Test("An unknown command is told with those that were meant")
  func unknownCommand() async {
    let outcome = await kiosk("paper lsit")
    #expect(outcome.exitCode == 64)
    #expect(outcome.error.contains("there is no command 'paper lsit'; did you mean 'paper list'?"))
    #expect(await kiosk("papr").error.contains("did you mean 'paper'?"))
    #expect(await !kiosk("zzzzzzzz").error.contains("did you mean"))
  }

  @Test("Without a command, or with half of one, the choices are shown on standard error")
  func choices() async {
    let nothing = await kiosk("")
    #expect(nothing.exitCode == 64 && nothing.error.contains("Usage: kiosk COMMAND"))
    let half = await kiosk("paper")
    #expect(half.exitCode == 64 && half.output.isEmpty)
    #expect(half.error.contains("paper sell") && !half.error.contains("  close"))
  }

  @Test("A refusal that no command told of is told in words, not by its name in the code")
  func refusals() async {
    let shop = CommandLineProgram(
      name: "shop", summary: "sell",
      commands: [
        Command("buy", summary: "Buy") { _ in throw ShopRefusal.tooLateInTheDay }
      ])
    let outcome = await shop.run(["buy", "--json"])
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.error == #"{"error":{"code":"closed","message":"Come back tomorrow."}}"#)
  }

  @Test("Refusals and mistakes are JSON where JSON was asked for")
  func jsonErrors() async {
    let refused = await kiosk("close --json")
    #expect(refused.exitCode == 1 && refused.output.isEmpty)
    #expect(refused.error == #"{"error":{"code":"queue","message":"people are waiting"}}"#)
    #expect(
      await kiosk("--json").error
        == #"{"error":{"code":"usage","message":"no command was given"}}"#)
    #expect(await kiosk("--json paper nonsense").error.hasPrefix(#"{"error":{"code":"usage""#))
  }

  @Test("--version says the release")
  func version() async {
    #expect(await kiosk("--version").output == "kiosk 1.2.3")
    #expect(await kiosk("--version --json").output == #"{"name":"kiosk","version":"1.2.3"}"#)
  }
}

private enum ShopRefusal: Error, Refusing, CaseIterable {
  case tooLateInTheDay
  var problem: Problem {
    Problem(
      ProblemKind(status: 409, code: "closed", title: "Closed"), detail: "Come back tomorrow.")
  }
}
