import ContextKit
import Kernel
import Testing

@testable import FleetWeb

/// How Fleet presents itself to the programs.
@Suite struct FleetPluginTests {
  @Test("Fleet answers below /api/fleet unless configuration says otherwise")
  func mount() {
    #expect(FleetPlugin.name == "fleet")
    #expect(FleetPlugin.defaultMount == "/api/fleet")
  }
}
