import Console
import Testing

/// What --help says.
@Suite struct HelpTests {
  @Test("--help explains a command, a group, or everything, wherever it stands")
  func places() async {
    let command = await kiosk("paper sell --help")
    #expect(command.exitCode == 0 && command.error.isEmpty)
    #expect(
      command.output.contains(
        "Usage: kiosk paper sell <paper> --to NAME [--note TEXT] [--stamp TEXT]… [--gift]"))
    #expect(command.output.contains("kiosk paper sell times --to ada"))
    #expect(await kiosk("--till x paper sell times -h") == command)
    #expect(await kiosk("help paper sell") == command)
    let group = await kiosk("paper --help")
    #expect(group.output.contains("paper list") && !group.output.contains("  close"))
    let all = await kiosk("--help")
    #expect(
      all.exitCode == 0 && all.output.contains("  close") && all.output.contains("--till FILE"))
    #expect(await kiosk("help") == all)
  }

  @Test("Help for what does not exist is a mistake")
  func unknown() async {
    #expect(await kiosk("nonsense --help").exitCode == 64)
    #expect(await kiosk("help clsoe").error.contains("did you mean 'close'?"))
  }
}
